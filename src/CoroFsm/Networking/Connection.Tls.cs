using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <content>TLS, in place.</content>
public sealed partial class Connection
{
    private TlsTransport? tls;

    /// <summary>Gets a value indicating whether the connection uses TLS.</summary>
    public bool IsEncrypted => tls is not null;

    /// <summary>Gets the certificate of the other side; null if it has presented none, or the connection does not use TLS.</summary>
    public X509Certificate2? RemoteCertificate => tls?.RemoteCertificate;

    /// <summary>
    /// Gets the protocol that the TLS handshake has agreed on (ALPN); the default value if there is none, or the connection does not use
    /// TLS.
    /// </summary>
    public SslApplicationProtocol NegotiatedApplicationProtocol => tls?.NegotiatedApplicationProtocol ?? default;

    /// <summary>Continues the connection with TLS, as the server: from the start, or when the client asks for it (STARTTLS).</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="options">The options, with the certificate of this side.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the end of the handshake; await it immediately. Set a timeout with <see cref="TaskContext.Within"/>. The await
    /// throws <see cref="AuthenticationException"/> if the handshake fails, and <see cref="System.Net.Sockets.SocketException"/> if the
    /// connection breaks; then only <see cref="Dispose"/> is possible. If the task is killed or the timeout elapses, the connection is
    /// closed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="AuthenticationException">
    /// The other side has already sent bytes. They came in plain text, where an attacker may have added them, so they are not treated as
    /// part of the secure connection (the STARTTLS vulnerability that CVE-2011-0411 describes). Close the connection.
    /// </exception>
    /// <exception cref="InvalidOperationException">The connection already uses TLS, a task still receives or sends, or the connection
    /// belongs to another scheduler.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public TaskWait AuthenticateAsServer(
        TaskContext task,
        SslServerAuthenticationOptions options,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(options);
        return Authenticate(task, stream => stream.AuthenticateAsServerAsync(options), line, file);
    }

    /// <summary>Continues the connection with TLS, as the client: from the start, or after the server has agreed (STARTTLS).</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="options">The options. The certificate of the server is validated, and its name compared with
    /// <see cref="SslClientAuthenticationOptions.TargetHost"/>, unless
    /// <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/> decides otherwise.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the end of the handshake; await it immediately. Set a timeout with <see cref="TaskContext.Within"/>. The await
    /// throws <see cref="AuthenticationException"/> if the handshake fails, and <see cref="System.Net.Sockets.SocketException"/> if the
    /// connection breaks; then only <see cref="Dispose"/> is possible. If the task is killed or the timeout elapses, the connection is
    /// closed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="AuthenticationException">
    /// The other side has already sent bytes. They came in plain text, where an attacker may have added them, so they are not treated as
    /// part of the secure connection (the STARTTLS vulnerability that CVE-2011-0411 describes). Close the connection.
    /// </exception>
    /// <exception cref="InvalidOperationException">The connection already uses TLS, a task still receives or sends, or the connection
    /// belongs to another scheduler.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public TaskWait AuthenticateAsClient(
        TaskContext task,
        SslClientAuthenticationOptions options,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(options);
        return Authenticate(task, stream => stream.AuthenticateAsClientAsync(options), line, file);
    }

    /// <summary>Uses TLS from now on, because the handshake has succeeded.</summary>
    internal void Secure(TlsTransport by)
    {
        if (isDisposed != 0)
            return;
        tls = by;
        transport = by;
        receiving = new(by) { Scheduler = scheduler };
        sending = new(by) { Scheduler = scheduler };
        if (Volatile.Read(ref isDisposed) == 0)
            return;
        CloseOperations(NetworkOperation.Closed(nameof(Connection)));      // another thread has closed it meanwhile
        by.Close(LingerTime);
    }

    /// <summary>Gives the connection up, because the handshake has failed: nothing is sent in plain text from now on.</summary>
    internal void FailToSecure(Exception fault)
    {
        if (isDisposed == 0)
            CloseOperations(fault);
    }

    private TaskWait Authenticate(TaskContext task, Func<SslStream, Task> authenticate, int line, string file)
    {
        Check(task.Record.Scheduler);
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        if (tls is not null)
            throw new InvalidOperationException("This connection already uses TLS. Authenticate once.");
        if (receiving.WaiterCount > 0 || sending.IsSending)
        {
            throw new InvalidOperationException(
                "A task still receives or sends through this connection in plain text. Start TLS when all of them have ended.");
        }

        if (receiving.Unreceived + (reader?.Length ?? 0) is > 0 and var count)
        {
            throw new AuthenticationException(
                $"{RemoteEndPoint} has sent {count} bytes in plain text before the TLS handshake. They are refused, because an attacker "
                + "may have added them. Close the connection.");
        }

        var pending = new InvalidOperationException("The TLS handshake is under way. Await it before the next receive or send.");
        TransportStream stream = new(transport);
        if (receiving.TryHandOver(stream.Expect(), pending))
            stream.ReadsExpected();
        sending.Close(pending);
        return new(task.Call(new TlsHandshake(this, new(transport, stream), authenticate), line, file));
    }
}
