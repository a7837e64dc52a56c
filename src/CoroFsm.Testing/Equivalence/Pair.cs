using CoroFsm.Diagnostics;

namespace CoroFsm.Testing;

/// <summary>A left and a right machine that get the same events.</summary>
internal sealed class Pair<TEvent> : IDisposable
{
    private readonly ExploredMachine<TEvent> left;
    private readonly ExploredMachine<TEvent> right;
    private readonly bool comparesMessages;

    private Pair(ExploredMachine<TEvent> left, ExploredMachine<TEvent> right, bool comparesMessages)
    {
        this.left = left;
        this.right = right;
        this.comparesMessages = comparesMessages;
    }

    /// <summary>Gets the configuration of both.</summary>
    internal PairConfiguration Configuration => new(left.Configuration, right.Configuration);

    /// <summary>Gets a remark for the result if only one side gives its outputs.</summary>
    internal string Remark => left.GivesOutputs == right.GivesOutputs
        ? ""
        : $" (outputs not compared: the {(left.GivesOutputs ? nameof(right) : nameof(left))} side gives none)";

    /// <summary>Gets a value indicating whether both sides give the data that their names do not show.</summary>
    internal bool GivesData => left.GivesData && right.GivesData;

    internal static Pair<TEvent> Start(Func<ExploredMachine<TEvent>> left, Func<ExploredMachine<TEvent>> right, bool comparesMessages)
    {
        var first = Start(left, nameof(left));
        try
        {
            return new(first, Start(right, nameof(right)), comparesMessages);
        }
        catch
        {
            first.Abandon();
            throw;
        }
    }

    internal PairObservation Observe() => new(left.Observe(), right.Observe());

    internal PairObservation Send(Choice<TEvent> choice) => new(Compared(left.Take(choice)), Compared(right.Take(choice)));

    /// <summary>Closes both machines.</summary>
    internal PairObservation Close() => new(Compared(left.Close()), Compared(right.Close()));

    /// <summary>Returns the side on which two pairs have the same machine; null if they have none.</summary>
    internal string? SideSharedWith(Pair<TEvent> other) =>
        ReferenceEquals(left.Machine, other.left.Machine) ? nameof(left)
        : ReferenceEquals(right.Machine, other.right.Machine) ? nameof(right)
        : null;

    public void Dispose()
    {
        left.Abandon();
        right.Abandon();
    }

    private Observation Compared(Observation observation) => comparesMessages ? observation : observation with { Message = null };

    private static ExploredMachine<TEvent> Start(Func<ExploredMachine<TEvent>> start, string side) =>
        start() ?? throw new MisuseException($"The function that makes the {side} machine returned null. Return a machine.");
}

/// <summary>The configuration of two machines.</summary>
internal sealed record PairConfiguration(Configuration Left, Configuration Right);

/// <summary>Represents the reactions of two machines to an event.</summary>
internal sealed record PairObservation(Observation Left, Observation Right)
{
    /// <summary>Gets in what they differ; null: in nothing.</summary>
    internal string? Difference => Observation.Difference(Left, Right);
}
