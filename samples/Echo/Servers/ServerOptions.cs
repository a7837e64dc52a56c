using System.Security.Cryptography.X509Certificates;

namespace Echo;

/// <summary>What a server of tasks does beyond echoing.</summary>
/// <param name="Threads">How many schedulers accept from the listener, each on a thread of its own.</param>
/// <param name="Certificate">The certificate of a server that uses TLS; null: it does not.</param>
/// <param name="Work">How many times each message is hashed before it is sent back.</param>
internal sealed record ServerOptions(int Threads = 1, X509Certificate2? Certificate = null, int Work = 0)
{
    /// <summary>Gets the SHA-256 fingerprint of the certificate, by which a load knows the server.</summary>
    internal string? Fingerprint => Certificate is null ? null : Certificates.FingerprintOf(Certificate);
}
