using System.Diagnostics;
using CoroFsm.Durability.PostgreSql.Tests.Support;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace CoroFsm.Durability.PostgreSql.Tests.Support;

/// <summary>
/// A PostgreSQL server for the tests of this assembly: in a temporary folder, on a Unix socket, with durability off. It is removed at the
/// end. Tests are skipped where PostgreSQL is not installed.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("corofsm-pg-");
    private readonly string? programs = FindPrograms();
    private Process? server;
    private NpgsqlDataSource? source;

    /// <summary>Gets the connection string of a superuser.</summary>
    public string ConnectionString => $"Host={folder.FullName};Username=tester;Database=postgres;Maximum Pool Size=90";

    /// <summary>Gets whether the server runs.</summary>
    public bool IsPresent => source is not null;

    /// <summary>Gets connections of a superuser. Skips the test if there is no server.</summary>
    public NpgsqlDataSource Source
    {
        get
        {
            SkipIfAbsent();
            return source!;
        }
    }

    /// <summary>Skips the test if there is no server.</summary>
    public void SkipIfAbsent() => Assert.SkipWhen(source is null, "PostgreSQL is not installed: apt-get install postgresql.");

    public async ValueTask InitializeAsync()
    {
        if (programs is null || OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
        var data = Path.Combine(folder.FullName, "data");
        await RunAsync("initdb", "-D", data, "-U", "tester", "-A", "trust", "-N", "--no-locale", "-E", "UTF8");
        server = Start(
            "postgres", "-D", data, "-k", folder.FullName, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
            "-c", "max_connections=100", "-c", "deadlock_timeout=100ms");
        var drained = server.StandardError.ReadToEndAsync();
        source = NpgsqlDataSource.Create(ConnectionString);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException error)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await drained}", error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();
        if (server is { HasExited: false })
        {
            await RunAsync("pg_ctl", "stop", "-D", Path.Combine(folder.FullName, "data"), "-m", "immediate");
            await server.WaitForExitAsync();
        }

        server?.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns the first value of a query; null if there is none.</summary>
    public async Task<object?> QueryAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static string? FindPrograms() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed with {process.ExitCode}: {errors}");
    }

    /// <summary>PostgreSQL does not run as root: then it runs as the user that its package has created.</summary>
    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var file = Path.Combine(programs!, program);
        if (Environment.IsPrivilegedProcess)
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=TERM", file])
                start.ArgumentList.Add(argument);
        }
        else
            start.FileName = file;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
