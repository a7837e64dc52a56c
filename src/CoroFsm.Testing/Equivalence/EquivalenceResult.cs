namespace CoroFsm.Testing;

/// <summary>What a comparison of two machines has come to. <see cref="ToString"/> tells all of it.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public sealed class EquivalenceResult<TEvent>
{
    private readonly string text;

    internal EquivalenceResult(string text) => this.text = text;

    /// <summary>
    /// Gets a value indicating whether no difference was found. <see cref="Limit"/> tells whether all states were explored; states that
    /// have the same name and hide different data count as one, except as far as the lookahead reaches.
    /// </summary>
    public bool AreEqual => Counterexample is null;

    /// <summary>
    /// Gets the name of the limit of <see cref="EquivalenceOptions"/> that kept the exploration from going on; null if it came to its
    /// end, or to a difference.
    /// </summary>
    public string? Limit { get; internal init; }

    /// <summary>Gets how many states were seen: pairs of a state of the left machine and one of the right.</summary>
    public int States { get; internal init; }

    /// <summary>Gets how many transitions were compared: pairs of a state and an event.</summary>
    public int Transitions { get; internal init; }

    /// <summary>
    /// Gets how many sequences of events were compared, each ending in its last event; those of which another one is the beginning are
    /// not counted apart.
    /// </summary>
    public int Sequences { get; internal init; }

    /// <summary>
    /// Gets the events after which the machines differ, the shortest sequence that was found; empty if they differ from the start, null
    /// if they do not.
    /// </summary>
    public IReadOnlyList<TEvent>? Counterexample { get; internal init; }

    /// <summary>Gets the counterexample as C#, to be pasted into a test; null if there is none.</summary>
    public string? Code { get; internal init; }

    /// <summary>Does nothing if the machines are equal in all that there is to explore.</summary>
    /// <exception cref="MachinesDifferException">
    /// They differ, or a limit was met before the end: equality up to a limit is <see cref="AreEqual"/>.
    /// </exception>
    public void EnsureEqual()
    {
        if (!AreEqual || Limit is not null)
            throw new MachinesDifferException(text);
    }

    /// <summary>Tells what was compared, or how the machines differ, step by step, and the code that shows it.</summary>
    /// <returns>A line, or several that are ended by line feeds.</returns>
    public override string ToString() => text;
}
