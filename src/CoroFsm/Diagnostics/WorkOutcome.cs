namespace CoroFsm.Diagnostics;

/// <summary>
/// Represents a way in which work ends in an exploration: <see cref="StateGraph.Explore"/> tries it wherever a machine awaits work that it
/// fits. The functions that start the work are not called.
/// </summary>
/// <remarks>Outcomes end awaited work first, and then work beside the state, in the order of its start.</remarks>
public sealed class WorkOutcome
{
    private readonly Func<IExploredEnd, bool> end;
    private readonly string? work;
    private readonly string text;

    private WorkOutcome(string? work, string text, Func<IExploredEnd, bool> end)
    {
        this.work = work;
        this.text = text;
        this.end = end;
    }

    /// <summary>Work with a result of a type succeeds. A stream delivers an item.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="work">The name of the work: that of its state, or of the called method. Default: null (any work).</param>
    /// <returns>The outcome.</returns>
    public static WorkOutcome Returns<T>(T result, string? work = null) =>
        new(work, $"returns {DisplayText.Of(result)}", end => end.TryReturn(result));

    /// <summary>Work without a result succeeds. A stream ends.</summary>
    /// <param name="work">The name of the work: that of its state, or of the called method. Default: null (any work).</param>
    /// <returns>The outcome.</returns>
    public static WorkOutcome Completes(string? work = null) => new(work, "completes", static end => end.TryComplete());

    /// <summary>Work fails.</summary>
    /// <param name="exception">The exception. The same object each time.</param>
    /// <param name="work">The name of the work: that of its state, or of the called method. Default: null (any work).</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static WorkOutcome Fails(Exception exception, string? work = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(work, $"fails with {exception.GetType().Name}", end =>
        {
            end.Fail(exception);
            return true;
        });
    }

    /// <summary>Returns the outcome in a line, such as "Charging returns 7".</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{work ?? "work"} {text}";

    /// <summary>Ends work of a machine with this outcome.</summary>
    /// <returns>False if the machine has no work that it fits.</returns>
    internal bool TryApply(Machine machine) => machine.TryEndWork((name, explored) => (work is null || work == name) && end(explored));
}
