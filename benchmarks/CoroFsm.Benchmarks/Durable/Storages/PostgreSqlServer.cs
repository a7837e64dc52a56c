using System.Diagnostics;
using Npgsql;

namespace CoroFsm.Benchmarks.Durable.Storages;

/// <summary>Represents a PostgreSQL server in a temporary directory, on a Unix socket, with durability on.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly string programs;
    private readonly string directory;
    private Process? server;

    private PostgreSqlServer(string programs, string directory) => (this.programs, this.directory) = (programs, directory);

    internal string ConnectionString => $"Host={directory};Username=benchmark;Database=postgres;Max Auto Prepare=20";

    private string Data => Path.Combine(directory, "data");

    /// <summary>Starts a server. Null if PostgreSQL is not installed.</summary>
    internal static async Task<PostgreSqlServer?> TryStartAsync(string parent)
    {
        if (FindPrograms() is not { } programs)
            return null;
        var started = new PostgreSqlServer(programs, Path.Combine(parent, $"corofsm-pg-{Environment.ProcessId}"));
        Directory.CreateDirectory(started.directory);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(started.directory, (UnixFileMode)0b111_111_111);
        await started.StartAsync().ConfigureAwait(false);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate").ConfigureAwait(false);
        await server!.WaitForExitAsync().ConfigureAwait(false);
        server.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var packaged = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderDescending(StringComparer.Ordinal).Select(static path => Path.Combine(path, "bin"))
            : [];
        return packaged.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(static bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));
    }

    private async Task StartAsync()
    {
        await RunAsync("initdb", "-D", Data, "-U", "benchmark", "-A", "trust", "-N", "--no-locale", "-E", "UTF8").ConfigureAwait(false);
        server = Start("postgres", "-D", Data, "-k", directory, "-c", "listen_addresses=");
        var errors = server.StandardError.ReadToEndAsync();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync().ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException) when (!server.HasExited)
            {
                await Task.Delay(50).ConfigureAwait(false);
            }
            catch (NpgsqlException error)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await errors.ConfigureAwait(false)}", error);
            }
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed with {process.ExitCode}: {errors}");
    }

    /// <summary>Starts a program; as the user of Debian's package if this process is privileged, because PostgreSQL refuses that.</summary>
    private Process Start(string program, params string[] arguments)
    {
        var file = Path.Combine(programs, program);
        string[] all = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=TERM", file, .. arguments]
            : [file, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
