namespace CoroFsm.Testing;

/// <summary>Represents the result of a comparison of two machines. <see cref="ToString"/> describes it in full.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public sealed class EquivalenceResult<TEvent>
{
    private readonly string text;

    internal EquivalenceResult(string text) => this.text = text;

    /// <summary>
    /// Gets a value indicating whether no difference was found. <see cref="Limit"/> says whether all states were explored. States of the
    /// same name with different data count as one, except within the <see cref="EquivalenceOptions.Lookahead"/>.
    /// </summary>
    public bool AreEqual => Counterexample is null;

    /// <summary>
    /// Gets the name of the limit of <see cref="EquivalenceOptions"/> that ended the exploration; null if all was explored or a difference
    /// was found.
    /// </summary>
    public string? Limit { get; internal init; }

    /// <summary>Gets the number of explored states: pairs of a state of the left machine and one of the right.</summary>
    public int States { get; internal init; }

    /// <summary>Gets the number of compared transitions: pairs of a state and an event.</summary>
    public int Transitions { get; internal init; }

    /// <summary>
    /// Gets the number of compared sequences of events.
    /// </summary>
    public int Sequences { get; internal init; }

    /// <summary>
    /// Gets the shortest sequence of events that was found after which the machines differ; empty if they differ from the start, null
    /// if they do not. Ends of work (<see cref="EquivalenceOptions.Outcomes"/>) are left out; <see cref="ToString"/> lists them.
    /// </summary>
    public IReadOnlyList<TEvent>? Counterexample { get; internal init; }

    /// <summary>Gets the counterexample as C# for a test; null if there is none, or if ends of work belong to it.</summary>
    public string? Code { get; internal init; }

    /// <summary>Throws unless the machines are equal and everything was explored.</summary>
    /// <exception cref="MachinesDifferException">
    /// They differ, or a limit was met before the end: equality up to a limit is <see cref="AreEqual"/>.
    /// </exception>
    public void EnsureEqual()
    {
        if (!AreEqual || Limit is not null)
            throw new MachinesDifferException(text);
    }

    /// <summary>Returns what was compared, or how the machines differ, step by step, and the code that shows it.</summary>
    /// <returns>A line, or several that are ended by line feeds.</returns>
    public override string ToString() => text;
}
