using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CoroFsm.Tests.Networking;

/// <summary>Certificates of the tests' own making, in memory.</summary>
internal static class Certificates
{
    internal const string Host = "server.test";

    private static readonly Lazy<X509Certificate2> Server = new(static () => Create(Host));

    internal static SslServerAuthenticationOptions ForServer(params string[] protocols) => new()
    {
        ServerCertificate = Server.Value,
        ApplicationProtocols = [.. protocols.Select(static name => new SslApplicationProtocol(name))],
    };

    /// <summary>Creates the options of a client that trusts the tests' certificate alone.</summary>
    internal static SslClientAuthenticationOptions ForClient(string host = Host, params string[] protocols)
    {
        var options = Untrusting(host);
        options.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.Add(Server.Value);
        options.ApplicationProtocols = [.. protocols.Select(static name => new SslApplicationProtocol(name))];
        return options;
    }

    /// <summary>Creates the options of a client that trusts the certificates of the system.</summary>
    internal static SslClientAuthenticationOptions Untrusting(string host = Host) => new() { TargetHost = host };

    private static X509Certificate2 Create(string host)
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
