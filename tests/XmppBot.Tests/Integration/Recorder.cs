using System.Threading.Channels;
using System.Xml.Linq;
using CoroFsm;

namespace XmppBot.Tests;

/// <summary>Records what arrives and answers nothing.</summary>
internal sealed class Recorder : IBot
{
    private readonly Channel<XElement> stanzas = Channel.CreateUnbounded<XElement>();
    private readonly TaskCompletionSource online = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task OnlineAsync(TimeSpan limit) => online.Task.WaitAsync(limit);

    /// <summary>Waits for the first matching stanza; earlier ones are dropped.</summary>
    internal async Task<XElement> HearAsync(Func<XElement, bool> isWanted, TimeSpan limit)
    {
        using var cancellation = new CancellationTokenSource(limit);
        while (true)
        {
            var stanza = await stanzas.Reader.ReadAsync(cancellation.Token);
            if (isWanted(stanza))
                return stanza;
        }
    }

    public void OnOnline(string jid) => online.TrySetResult();

    public IEnumerable<XElement> Answer(XElement stanza, Machine session)
    {
        stanzas.Writer.TryWrite(stanza);
        return [];
    }
}
