using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppBot.Tests;

/// <summary>A Prosody server on loopback, with a temporary folder and certificate.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Prosody : IAsyncDisposable
{
    internal const string Password = "correct horse";

    /// <summary>The setting that stores passwords in plaintext, so that each mechanism is possible.</summary>
    internal const string InternalPlain = "authentication = 'internal_plain'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string folder;
    private Process? process;
    private Task output = Task.CompletedTask;

    private Prosody(string folder, int port) => (this.folder, Port) = (folder, port);

    internal static bool IsInstalled =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "prosody")));

    internal int Port { get; }

    internal string Certificate => Path.Combine(folder, "certificate.pem");

    internal TlsSettings Trust => new("localhost", TlsSettings.ReadTrusted(Certificate));

    /// <summary>Starts a server with the accounts alice and bob, or skips the test.</summary>
    /// <param name="hash">The hash of the stored passwords; null: plaintext.</param>
    /// <param name="certified">The name in the certificate.</param>
    internal static async Task<Prosody> StartAsync(string? hash = "SHA-256", string certified = "localhost")
    {
        Assert.SkipUnless(IsInstalled, "Prosody is not installed (apt-get install prosody).");
        var prosody = new Prosody(Directory.CreateTempSubdirectory("prosody-").FullName, FreePort());
        prosody.WriteCertificate(certified);
        Directory.CreateDirectory(Path.Combine(prosody.folder, "data"));
        Directory.CreateDirectory(Path.Combine(prosody.folder, "certs"));
        await prosody.ConfigureAsync(hash is null ? InternalPlain : $"authentication = 'internal_hashed' password_hash = '{hash}'");
        foreach (var name in new[] { "alice", "bob" })
        {
            using var register = prosody.Run("prosodyctl", "register", name, "localhost", Password);
            var text = register.StandardOutput.ReadToEndAsync();
            await register.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(register.ExitCode == 0, await text);
        }

        await prosody.StartAsync();
        return prosody;
    }

    /// <summary>Writes the configuration, which applies from the next start.</summary>
    internal Task ConfigureAsync(string authentication) => File.WriteAllTextAsync(Path.Combine(folder, "prosody.cfg.lua"), $$"""
        run_as_root = true
        pidfile = "{{folder}}/prosody.pid"
        data_path = "{{folder}}/data"
        interfaces = { "127.0.0.1" }
        c2s_ports = { {{Port}} }
        c2s_direct_tls_ports = { }
        modules_enabled = { "saslauth", "tls", "roster", "presence", "message", "offline", "iq", "ping" }
        modules_disabled = { "s2s" }
        c2s_require_encryption = true
        {{authentication}}
        log = { { levels = { min = "info" }, to = "console" } }
        ssl = { key = "{{folder}}/key.pem", certificate = "{{Certificate}}" }
        VirtualHost "localhost"
        """);

    /// <summary>Starts the server and returns when it listens.</summary>
    internal async Task StartAsync()
    {
        process = Run("prosody", "-F");
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains("Activated service 'c2s' on [", StringComparison.Ordinal))
            {
                output = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("Prosody did not start.");
    }

    /// <summary>Signals the server to end and waits for its end.</summary>
    internal async Task StopAsync()
    {
        if (process is null)
            return;

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            await output.WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.Dispose();
            process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Process Run(string program, params string[] arguments)
    {
        var started = Process.Start(new ProcessStartInfo(program, ["--config", Path.Combine(folder, "prosody.cfg.lua"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!;
        started.StandardInput.Close();
        return started;
    }

    private void WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Finds a port below the ephemeral range, so that no client takes it before the server starts or during a restart.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another server listens on this port.
            }
        }
    }
}
