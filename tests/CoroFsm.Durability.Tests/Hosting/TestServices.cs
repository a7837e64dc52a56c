using System.Collections.Concurrent;
using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Durability.Tests.Hosting;

/// <summary>The services of the tests: the orders, the receiver of their messages, and the log.</summary>
internal static class TestServices
{
    internal static IServiceCollection Add(IServiceCollection services, Journal journal, Func<string, Task<string>>? charge = null)
    {
        var log = new LogLines();
        services.AddSingleton(log);
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddSingleton<DeliveredMessages>();
        services.AddScoped<ScopedReceiver>();
        services.AddDurableMachines<OrderEvent>(
            "orders",
            (order, _) => OrderLife.Order(order, (context, _) => charge?.Invoke(context.Id) ?? Task.FromResult("receipt")),
            _ => journal,
            static options => options.OnMessage = static (services, message, _) =>
            {
                services.GetRequiredService<ScopedReceiver>().Receive(message);
                return Task.CompletedTask;
            });
        return services;
    }
}

/// <summary>What was delivered.</summary>
internal sealed class DeliveredMessages
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Paid>> all = new();
    private readonly TaskCompletionSource<Paid> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<Paid> First => first.Task;

    internal ConcurrentQueue<object> Scopes { get; } = new();

    internal Task<Paid> WaitForAsync(string key) => Of(key).Task;

    internal void Add(Paid paid, object scope)
    {
        Scopes.Enqueue(scope);
        first.TrySetResult(paid);
        Of(paid.Key).TrySetResult(paid);
    }

    private TaskCompletionSource<Paid> Of(string key) =>
        all.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>Receives messages, as a service of a scope.</summary>
internal sealed class ScopedReceiver(DeliveredMessages messages)
{
    internal void Receive(DurableMessage message) => messages.Add(message.Read<Paid>(), this);
}

/// <summary>The log.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue($"{logLevel}: {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
