using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>
/// Provides the limits of the <c>ecmascript</c> data model. Every default is safe for untrusted documents. What may be spent in statements,
/// time and memory is counted for each session from one external event to the next. A session that exceeds a limit ends with an error.
/// </summary>
public sealed record EcmaScriptOptions
{
    /// <summary>Gets the default options.</summary>
    public static EcmaScriptOptions Default { get; } = new();

    /// <summary>Gets the maximum number of statements and of values that leave the session. Default: 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStatements
    {
        get;
        init => field = Positive(value);
    }

    = 1_000_000;

    /// <summary>Gets the maximum number of bytes that are allocated. Default: 64 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long MaxAllocatedBytes
    {
        get;
        init => field = Positive(value);
    }

    = 64 << 20;

    /// <summary>
    /// Gets the maximum time. Default: 5 s. It is checked between statements, and in regular expressions; a built-in function that works on
    /// large data may exceed it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 ms, or more than a day.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    }

    = TimeSpan.FromSeconds(5);

    /// <summary>Gets the maximum number of calls in calls. Default: 200.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than 1,000.</exception>
    public int MaxRecursion
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000);
            field = Positive(value);
        }
    }

    = 200;

    /// <summary>Gets the maximum length of an array. Default: 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxArrayLength
    {
        get;
        init => field = Positive(value);
    }

    = 1_000_000;

    /// <summary>
    /// Gets a value indicating whether code with a syntax error is a fault of its document (<see cref="ScxmlDataModel.Check"/>).
    /// Default: false (the session raises <c>error.execution</c> where the code would run).
    /// </summary>
    public bool RejectSyntaxErrors { get; init; }

    private static T Positive<T>(T value)
        where T : IComparable<T>, System.Numerics.INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, T.One);
        return value;
    }
}
