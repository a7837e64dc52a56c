using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoroFsm.Hosting;

/// <summary>The log messages. Keys appear at the level Debug only, unless the options describe them.</summary>
internal static partial class MachineLog
{
    internal static ILogger For(string name, IServiceProvider services) =>
        services.GetService<ILoggerFactory>() is { } factory
            ? new QuietLogger(factory.CreateLogger($"CoroFsm.Hosting.{name}"))
            : NullLogger.Instance;

    internal static void Started<TKey>(ILogger logger, string machines, TKey key)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            Started(logger, machines, $"{key}");
    }

    internal static void Ended<TKey>(ILogger logger, string machines, TKey key, EndReason reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            Ended(logger, machines, $"{key}", reason);
    }

    [LoggerMessage(MachineLogEvents.Faulted, LogLevel.Error, "A machine of {Machine} has faulted. Fault policy: {Policy}.")]
    internal static partial void Faulted(ILogger logger, string machine, FaultPolicy policy, Exception exception);

    [LoggerMessage(MachineLogEvents.StartFailed, LogLevel.Error, "A machine of {Machine} could not be started.")]
    internal static partial void StartFailed(ILogger logger, string machine, Exception exception);

    [LoggerMessage(
        MachineLogEvents.Restarting,
        LogLevel.Warning,
        "A faulted machine of {Machine} is restarted in {Delay} ({Attempt} of {MaxAttempts}).")]
    internal static partial void Restarting(ILogger logger, string machine, TimeSpan delay, int attempt, int maxAttempts);

    [LoggerMessage(
        MachineLogEvents.RestartsExhausted,
        LogLevel.Error,
        "A machine of {Machine} has faulted after {Attempts} consecutive restarts, and is removed. Correct the cause of its faults.")]
    internal static partial void RestartsExhausted(ILogger logger, string machine, int attempts);

    [LoggerMessage(
        MachineLogEvents.CapacityReached,
        LogLevel.Warning,
        "{Machines} has reached its capacity of {Capacity} machines: events for further keys are refused. Raise the capacity.")]
    internal static partial void CapacityReached(ILogger logger, string machines, int capacity);

    [LoggerMessage(
        MachineLogEvents.EventsLost,
        LogLevel.Warning,
        "A machine of {Machine} has ended ({Reason}) before it handled {Count} deferred or queued events.")]
    internal static partial void EventsLost(ILogger logger, string machine, EndReason reason, int count);

    [LoggerMessage(MachineLogEvents.ScopeFailed, LogLevel.Error, "The service scope of a machine of {Machine} could not be disposed.")]
    internal static partial void ScopeFailed(ILogger logger, string machine, Exception exception);

    [LoggerMessage(MachineLogEvents.CallbackFailed, LogLevel.Error, "{Callback} has thrown for a machine of {Machine}.")]
    internal static partial void CallbackFailed(ILogger logger, string machine, string callback, Exception exception);

    [LoggerMessage(
        MachineLogEvents.Stopping,
        LogLevel.Information,
        "{Machines} is stopping: {Count} machines, {Events} events in progress or queued.")]
    internal static partial void Stopping(ILogger logger, string machines, int count, int events);

    [LoggerMessage(MachineLogEvents.Stopped, LogLevel.Information, "{Machines} has stopped: all machines have ended.")]
    internal static partial void Stopped(ILogger logger, string machines);

    [LoggerMessage(
        MachineLogEvents.Unfinished,
        LogLevel.Warning,
        "{Machines} did not finish before the shutdown timeout: {Count} machines are closed, "
        + "with {Events} events not handled: {Unfinished}.")]
    internal static partial void Unfinished(ILogger logger, string machines, int count, int events, string unfinished);

    [LoggerMessage(
        MachineLogEvents.Abandoned,
        LogLevel.Error,
        "{Count} machines of {Machines} have not ended after their close, and are abandoned: {Unfinished}.")]
    internal static partial void Abandoned(ILogger logger, string machines, int count, string unfinished);

    [LoggerMessage(MachineLogEvents.Started, LogLevel.Debug, "Machine {Key} of {Machines} has started.", SkipEnabledCheck = true)]
    private static partial void Started(ILogger logger, string machines, string key);

    [LoggerMessage(MachineLogEvents.Ended, LogLevel.Debug, "Machine {Key} of {Machines} has ended ({Reason}).", SkipEnabledCheck = true)]
    private static partial void Ended(ILogger logger, string machines, string key, EndReason reason);
}
