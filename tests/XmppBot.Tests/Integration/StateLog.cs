using System.Text;
using System.Threading.Channels;

namespace XmppBot.Tests;

/// <summary>The states of a client, as its trace writes them.</summary>
internal sealed class StateLog : TextWriter
{
    private readonly Channel<string> states = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        if (value is not null && value.StartsWith("state ", StringComparison.Ordinal))
            states.Writer.TryWrite(value);
    }

    /// <summary>Waits until the client enters a state, or has entered it since the last call.</summary>
    internal async Task WaitAsync(string name, TimeSpan limit)
    {
        using var cancellation = new CancellationTokenSource(limit);
        while (!(await states.Reader.ReadAsync(cancellation.Token)).EndsWith(name, StringComparison.Ordinal))
        {
        }
    }
}
