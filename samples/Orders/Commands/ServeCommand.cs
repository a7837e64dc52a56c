using CoroFsm.Durability.Journals;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Serves until Ctrl+C.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static async Task RunAsync(string[] settings, bool telemetry, TextWriter output)
    {
        await using var app = OrderService.Build(settings, telemetry, static builder =>
        {
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);      // reported below
            if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
                builder.WebHost.UseUrls(DefaultUrl);
        });
        var desk = await StartAsync(app);
        if (Address(app) is { } address)
            await output.WriteLineAsync(Greeting(address));

        await app.WaitForShutdownAsync();
        var ends = desk.CountEnds().Where(static end => end.Value > 0).Select(static end => $"{end.Value} {end.Key}").ToList();
        await output.WriteLineAsync($"Stopped. Orders by end: {(ends.Count > 0 ? string.Join(", ", ends) : "none")}.");
    }

    /// <summary>Starts an application.</summary>
    /// <returns>The desk of its orders.</returns>
    /// <exception cref="FaultException">An address or a setting is at fault.</exception>
    public static async Task<OrderDesk> StartAsync(WebApplication app)
    {
        try
        {
            var desk = app.Services.GetRequiredService<OrderDesk>();
            await app.StartAsync();
            return desk;
        }
        catch (IOException error)
        {
            throw new FaultException($"{error.Message} Choose another address with --urls http://127.0.0.1:0 (any free port).", error);
        }
        catch (FormatException error)
        {
            throw new FaultException($"{error.Message} Write addresses as --urls http://127.0.0.1:5080.", error);
        }
        catch (JournalException error)
        {
            throw new FaultException($"{error.Message} Choose another file with --journal.", error);
        }
        catch (OptionsValidationException error)
        {
            throw new FaultException($"A setting is wrong: {error.Message} See --help.", error);
        }
        catch (InvalidOperationException error)
        {
            throw new FaultException($"The service cannot start: {error.Message} See --help.", error);
        }
    }

    /// <summary>Returns the first address of an application; null under a test server.</summary>
    public static string? Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    private static string Greeting(string address) => $$"""
        Orders are served at {{address}} (Ctrl+C stops the service). Try it:

          curl -i {{address}}/orders -H 'Content-Type: application/json' -d '{"product":"book","quantity":2}'
          curl -i {{address}}/orders/order-1/pay -H 'Content-Type: application/json' -d '{"card":"4242"}'
          curl -i -X POST {{address}}/orders/order-1/ship

        """;
}
