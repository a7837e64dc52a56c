using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppBot;

/// <summary>Whose certificates are believed. There is no way to believe all.</summary>
internal sealed record TlsSettings(string Domain, X509Certificate2Collection? Trusted)
{
    /// <summary>Reads certificates in PEM that are trusted instead of those of the system.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static X509Certificate2Collection ReadTrusted(string file)
    {
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--trust: {error.Message}");
        }

        return trusted.Count > 0 ? trusted : throw new UsageException($"--trust: {file} has no certificate in PEM.");
    }

    public SslClientAuthenticationOptions ForClient()
    {
        var options = new SslClientAuthenticationOptions { TargetHost = Domain };
        if (Trusted is not null)
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Trusted);
        }

        return options;
    }
}
