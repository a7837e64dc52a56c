using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting.Tests;

/// <summary>A host with one set of machines, whose program follows the words of its events.</summary>
internal sealed class MachineHost : IAsyncDisposable
{
    private readonly IHost host;

    internal MachineHost(
        Action<HostedMachineOptions>? configure = null,
        Func<string, Inbox<Order>, IServiceProvider, Coroutine>? coroutine = null,
        Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(Log).AddScoped<Unit>().AddMetrics();
        builder.Services.AddMachines("orders", coroutine ?? Run, configure);
        services?.Invoke(builder.Services);
        host = builder.Build();
        Orders = host.Services.GetRequiredService<Machines<string, Order>>();
    }

    internal LogRecorder Logs { get; } = new();

    internal ManualTime Time { get; } = new();

    internal Log Log { get; } = new();

    internal Machines<string, Order> Orders { get; }

    internal IServiceProvider Services => host.Services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await StopAsync(Cancellation);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    internal async Task StartAsync() => await host.StartAsync(Cancellation);

    internal Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(host.Services.GetServices<IHostedService>().Select(service => service.StopAsync(cancellationToken)));

    internal Task Send(string key, string what, Gate? gate = null) => Orders.SendAsync(key, new(what, Reply: null, gate), Cancellation);

    internal Task<string> Ask(string key, string what) =>
        Orders.AskAsync<string>(key, reply => new(what, reply), Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

    /// <summary>Waits until the machine of a key, its scope and its entry are gone.</summary>
    internal Task Gone(string key) => Orders.WhenGoneAsync(key).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

    internal static async Coroutine Run(string key, Inbox<Order> inbox, IServiceProvider services)
    {
        var log = services.GetRequiredService<Log>();
        var unit = services.GetRequiredService<Unit>();
        log.Add($"{key} starts");
        try
        {
            for (var count = 1; ; count++)
            {
                var (what, reply, gate) = await inbox.Receive(static order => order.What != "unknown", "Open");
                log.Add($"{key} {what}");
                gate?.Pass();
                if (what == "end")
                    return;
                if (what == "fail")
                    throw new FormatException("fail");
                if (what == "pay")
                    await Paid(inbox);
                reply?.Reply($"{count} by {unit.Number}");
            }
        }
        finally
        {
            log.Add($"{key} finally");
        }
    }

    private static async Coroutine Paid(Inbox<Order> inbox) => await inbox.Receive(static order => order.What == "ship", "Shipping");
}
