using System.Globalization;
using Jint;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>
/// Counts what the scripts of a session spend in statements, time and memory. The engine asks it before each statement; it starts over
/// where the session says, not with each entry into the engine: so an endless loop of short scripts ends too.
/// </summary>
internal sealed class ScriptBudget(EcmaScriptOptions options) : Constraint
{
    /// <summary>Statements between two looks at the clock.</summary>
    private const int ClockPeriod = 64;

    private long statements;
    private long spentBytes;
    private TimeSpan spentTime;
    private long bytesAtEntry;
    private long timeAtEntry;

    /// <summary>Starts over.</summary>
    internal void Restart() => (statements, spentBytes, spentTime) = (0, 0, TimeSpan.Zero);

    internal void Enter()
    {
        bytesAtEntry = GC.GetAllocatedBytesForCurrentThread();
        timeAtEntry = TimeProvider.System.GetTimestamp();
    }

    internal void Leave()
    {
        spentBytes += BytesOfEntry;
        spentTime += TimeOfEntry;
    }

    /// <summary>The session decides when the budget starts over.</summary>
    public override void Reset()
    {
    }

    /// <inheritdoc/>
    public override void Check()
    {
        if (++statements > options.MaxStatements)
            throw Exceeded($"{options.MaxStatements} statements", nameof(options.MaxStatements));
        if (spentBytes + BytesOfEntry > options.MaxAllocatedBytes)
            throw Exceeded($"{options.MaxAllocatedBytes} bytes of memory", nameof(options.MaxAllocatedBytes));
        if (statements % ClockPeriod == 0 && spentTime + TimeOfEntry > options.Timeout)
            throw Exceeded($"{options.Timeout.TotalSeconds} s", nameof(options.Timeout));
    }

    private long BytesOfEntry => GC.GetAllocatedBytesForCurrentThread() - bytesAtEntry;

    private TimeSpan TimeOfEntry => TimeProvider.System.GetElapsedTime(timeAtEntry);

    private static ScxmlException Exceeded(FormattableString limit, string option) => new(
        $"The code has used {limit.ToString(CultureInfo.InvariantCulture)}, the maximum for one external event. "
        + $"Let it do less, or raise {nameof(EcmaScriptOptions)}.{option}.");
}
