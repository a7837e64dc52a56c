using CoroFsm.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Orders;

/// <summary>Builds the service.</summary>
internal static class OrderService
{
    /// <summary>The name of the set of machines.</summary>
    public const string Name = "orders";

    /// <summary>Adds the orders and what they use.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services)
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
        services.AddMachines<string, OrderEvent>(
            Name, static (id, inbox, provider) => new OrderLife(id, inbox, provider.GetRequiredService<Shop>()).Order());
        services.AddOptions<HostedMachineOptions>(Name).Configure<IOptions<ShopOptions>>(static (options, shop) =>
        {
            options.Capacity = shop.Value.Capacity;
            options.IdleTimeout = shop.Value.IdleTimeout;

            // Other states have a timer or work, or belong to a paid order.
            options.CanEvict = static machine =>
                machine.State.EndsWith("/New", StringComparison.Ordinal)
                || machine.State.EndsWith("/AwaitingPayment", StringComparison.Ordinal);
        });
        return services;
    }

    /// <summary>Builds the web application.</summary>
    /// <param name="args">Settings, as <c>--Section:Key=value</c>.</param>
    /// <param name="telemetry">Whether metrics and traces are written to the console.</param>
    /// <param name="configure">Changes the application; null for no change.</param>
    public static WebApplication Build(string[] args, bool telemetry, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddOrders();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<RefusalHandler>();
        builder.Services.AddHealthChecks().AddCheck<MachinesHealthCheck>("machines");
        if (telemetry)
            AddTelemetry(builder.Services);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOrders();
        return app;
    }

    /// <summary>Refuses settings that do not exist.</summary>
    private static void Strictly(BinderOptions options) => options.ErrorOnUnknownConfiguration = true;

    private static void AddTelemetry(IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(static metrics => metrics
            .AddMeter(MachineInstrumentation.GetMeterNames())
            .AddMeter("Microsoft.AspNetCore.Hosting")
            .AddConsoleExporter())
        .WithTracing(static tracing => tracing
            .AddSource(MachineInstrumentation.GetSourceNames())
            .AddSource("Microsoft.AspNetCore")
            .AddConsoleExporter());
}
