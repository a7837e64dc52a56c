using System.Net.Security;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>Continues a connection with TLS.</summary>
internal sealed class TlsHandshake(Connection connection, TlsTransport tls, Func<SslStream, Task> authenticate) : Trap<VoidResult>
{
    private bool isCancelled;

    public override string Description => "a TLS handshake";

    protected override bool IsExternal => tls.IsExternal;

    protected override void Begin() => _ = Run(Scheduler);

    /// <summary>Closes the connection, which is neither secure nor of any use in plain text.</summary>
    protected override void Cancel()
    {
        isCancelled = true;
        connection.Dispose();
    }

    private async Task Run(Scheduler scheduler)
    {
        Exception? error = null;
        try
        {
            await authenticate(tls.Stream).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            error = tls.Explain(failed);
        }

        End end = new(this, error);
        if (scheduler.IsInside)
            end.Finish();
        else
            scheduler.HandleOrPost(end);
    }

    /// <summary>Ends the handshake on the scheduler's thread: the connection changes before its task continues.</summary>
    private sealed class End(TlsHandshake handshake, Exception? error) : IInterrupt
    {
        public void Finish() => handshake.Finish(error);

        public void Refuse()
        {
        }
    }

    private void Finish(Exception? error)
    {
        if (isCancelled)
            return;
        if (error is null)
        {
            connection.Secure(tls);
            Complete(default);
        }
        else
        {
            connection.FailToSecure(error);
            Fail(error);
        }
    }
}
