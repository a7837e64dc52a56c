using System.Runtime.ExceptionServices;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents a client of a simulated process: it calls the host once for each action, in their order, and repeats a call that was not
/// acknowledged.
/// </summary>
/// <typeparam name="THost">The type of the host.</typeparam>
public sealed class SimulatedClient<THost>
{
    private readonly List<Func<THost, Task>> actions = [];

    internal SimulatedClient(int number) => Number = number;

    /// <summary>Gets the number of the client, from 1.</summary>
    public int Number { get; }

    /// <summary>Gets the number of actions that have ended.</summary>
    public int CompletedCount { get; private set; }

    /// <summary>Gets the number of calls, with those that were repeated.</summary>
    public int CallCount { get; private set; }

    /// <summary>Gets a value indicating whether all actions have ended.</summary>
    public bool HasCompleted => CompletedCount == actions.Count;

    /// <summary>Gets or sets a value indicating whether a call is in progress.</summary>
    internal bool IsWaiting { get; set; }

    internal bool CanStart => !IsWaiting && !HasCompleted;

    /// <summary>Gets the exception of an action; null if there was none but those after which it is repeated.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Adds an action.</summary>
    /// <param name="action">Calls the host. It is called again after a crash, and after a <see cref="JournalException"/>: so events have
    /// message identifiers.</param>
    /// <returns>This client.</returns>
    public SimulatedClient<THost> Do(Func<THost, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        actions.Add(action);
        return this;
    }

    /// <summary>Calls the host. Runs on the scheduler of a life.</summary>
    internal async Task CallAsync(THost host)
    {
        CallCount++;
        try
        {
            await actions[CompletedCount](host);
            CompletedCount++;
        }
        catch (JournalException)
        {
            // It is called again.
        }
        catch (Exception error)
        {
            Failure = ExceptionDispatchInfo.Capture(error);
        }

        IsWaiting = false;
    }

    /// <summary>Forgets the call of a life that has ended.</summary>
    internal void Reset() => IsWaiting = false;
}
