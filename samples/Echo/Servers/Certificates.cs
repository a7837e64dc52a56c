using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Echo;

/// <summary>Certificates that a server makes for itself at its start, in memory, and that clients know by their fingerprint.</summary>
internal static class Certificates
{
    private const string Host = "localhost";

    internal static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);     // a key that Windows can use
    }

    internal static string FingerprintOf(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Creates the options of a client that trusts one certificate.</summary>
    internal static SslClientAuthenticationOptions Trusting(string fingerprint) => new()
    {
        TargetHost = Host,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is not null && string.Equals(FingerprintOf(certificate), fingerprint, StringComparison.OrdinalIgnoreCase),
    };
}
