using Microsoft.Extensions.Logging;

namespace CoroFsm.Durability;

/// <summary>The messages of hosts. Keys are shown at the level Debug only, because they may be secrets; payloads never.</summary>
/// <remarks>The exception of a message may name a machine.</remarks>
internal static partial class DurableLog
{
    [LoggerMessage(1, LogLevel.Error, "A machine of {Type} was parked because of a {Reason}. The level Debug shows which and why.")]
    internal static partial void Parked(ILogger logger, string type, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Machine {Machine} was parked.")]
    internal static partial void ParkedKey(ILogger logger, string machine, Exception error);

    [LoggerMessage(3, LogLevel.Error, "A machine of {Type} could not be woken. It is tried again after {Delay}.")]
    internal static partial void WakeFailed(ILogger logger, string type, TimeSpan delay, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "A message of type {MessageType} of {Type} was not delivered. It is tried again after {Delay}.")]
    internal static partial void DeliveryFailed(ILogger logger, string type, string messageType, TimeSpan delay, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "A machine of {Type} has {Records} records. Restart it with its data, so that it loads quickly.")]
    internal static partial void LongJournal(ILogger logger, string type, long records);

    [LoggerMessage(6, LogLevel.Error, "An effect of {Type} ended, and its result could not be recorded. It will be called again.")]
    internal static partial void ResultLost(ILogger logger, string type, Exception error);

    [LoggerMessage(7, LogLevel.Warning, "A machine of {Type} was sent an event ({MessageType}) by another machine, and refused it.")]
    internal static partial void MessageRefused(ILogger logger, string type, string messageType, Exception error);

    [LoggerMessage(8, LogLevel.Error, "An observer or a cancellation callback of a machine of {Type} has failed.")]
    internal static partial void ObserverFailed(ILogger logger, string type, Exception error);

    [LoggerMessage(10, LogLevel.Error, "It was not stored that a machine of {Type} is parked. It is parked again when it fails again.")]
    internal static partial void ParkingNotStored(ILogger logger, string type, Exception error);

    [LoggerMessage(9, LogLevel.Error, "The machines of {Type} did not stop in time. Events that were not acknowledged may be lost.")]
    internal static partial void StopTimedOut(ILogger logger, string type);
}
