using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Sqlite;
using CoroFsm.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Polly;
using Polly.Retry;

namespace Orders;

/// <summary>Builds the service.</summary>
internal static class OrderService
{
    /// <summary>The name of the set of machines.</summary>
    public const string Name = "orders";

    /// <summary>The setting with the path of the journal. Without it, orders are kept in memory.</summary>
    public const string JournalPath = "Journal:Path";

    /// <summary>The path of a journal that ends with the service.</summary>
    private const string InMemoryPath = ":memory:";

    /// <summary>Adds the orders and what they use.</summary>
    /// <param name="services">The services.</param>
    /// <param name="journal">Creates the journal of durable orders; null for orders in memory.</param>
    public static IServiceCollection AddOrders(this IServiceCollection services, Func<IServiceProvider, Journal>? journal = null)
    {
        services.AddOptions<ShopOptions>()
            .BindConfiguration(ShopOptions.Section, Strictly).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PaymentOptions>()
            .BindConfiguration(PaymentOptions.Section, Strictly).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Archive>();
        services.AddSingleton<Stock>();
        services.AddSingleton<FakePayments>();
        services.AddSingleton<IPayments>(static provider => provider.GetRequiredService<FakePayments>());
        services.AddSingleton<Shop>();
        services.AddSingleton<OrderDesk>();
        if (journal is not null)
            services.AddDurableMachines<OrderEvent>(Name, Order, journal, Configure).AddSingleton<IOrderMachines, DurableOrders>();
        else
            services.AddMachines<string, OrderEvent>(Name, InMemory).AddSingleton<IOrderMachines, OrdersInMemory>();
        services.AddOptions<HostedMachineOptions>(Name)
            .Configure<IOptions<ShopOptions>>(static (options, shop) => options.Capacity = shop.Value.Capacity);
        return services;
    }

    /// <summary>Builds the web application.</summary>
    /// <param name="args">Settings, as <c>--Section:Key=value</c>.</param>
    /// <param name="telemetry">Whether metrics and traces are written to the console.</param>
    /// <param name="configure">Changes the application; null for no change.</param>
    public static WebApplication Build(string[] args, bool telemetry, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        var path = builder.Configuration[JournalPath];
        builder.Services.AddOrders(path is null ? null : _ => new SqliteJournal(path));
        if (path is not (null or InMemoryPath))
            builder.Services.AddSingleton(_ => new ShopFile(ShopFile.PathFor(path)));
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<RefusalHandler>();
        builder.Services.AddHealthChecks()
            .AddCheck<MachinesHealthCheck>("machines")
            .AddCheck<DurableMachinesHealthCheck>("durable machines");
        if (telemetry)
            AddTelemetry(builder.Services);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOrders();
        return app;
    }

    /// <summary>Calls the coroutine of an order.</summary>
    public static Coroutine Order(Durable<OrderEvent> order, IServiceProvider services) =>
        new OrderLife(order, services.GetRequiredService<Shop>()).Order();

    /// <summary>Calls the same coroutine without a journal.</summary>
    private static Coroutine InMemory(string id, Inbox<OrderEvent> inbox, IServiceProvider services)
    {
        var shop = services.GetRequiredService<Shop>();
        return Durable.InMemory(id, inbox, order => Order(order, services), shop.InMemory);
    }

    /// <summary>Sets how messages are delivered, and that effects are called again while the shop's file is in use elsewhere.</summary>
    private static void Configure(DurableHostedOptions options)
    {
        options.OnMessage = static (services, message, _) => services.GetRequiredService<Shop>().EndAsync(message.Read<OrderEnded>());
        var retries = new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SqliteException>(),
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
        };
        options.Durable = options.Durable with { Effects = new() { Pipeline = new ResiliencePipelineBuilder().AddRetry(retries).Build() } };
    }

    /// <summary>Refuses settings that do not exist.</summary>
    private static void Strictly(BinderOptions options) => options.ErrorOnUnknownConfiguration = true;

    private static void AddTelemetry(IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(static metrics => metrics
            .AddMeter(MachineInstrumentation.GetMeterNames())
            .AddMeter("CoroFsm.Durability")
            .AddMeter("Microsoft.AspNetCore.Hosting")
            .AddConsoleExporter())
        .WithTracing(static tracing => tracing
            .AddSource(MachineInstrumentation.GetSourceNames())
            .AddSource("Microsoft.AspNetCore")
            .AddConsoleExporter());
}
