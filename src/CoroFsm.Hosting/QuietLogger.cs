using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting;

/// <summary>Ignores the exceptions of log providers: a log that is full must not keep a key from being freed.</summary>
internal sealed class QuietLogger(ILogger logger) : ILogger
{
    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        logger.BeginScope(state);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is no place to report it.
        }
    }
}
