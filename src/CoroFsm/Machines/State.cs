namespace CoroFsm;

/// <summary>
/// Represents a state as a method: its start is the entry, its <c>finally</c> the exit, and it returns the next state, or null to end the
/// machine.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <param name="inbox">The machine's inbox.</param>
/// <returns>The coroutine of the state. Its result is the next state, or null to end the machine.</returns>
public delegate Coroutine<State<TEvent>?> State<TEvent>(Inbox<TEvent> inbox);

/// <summary>Runs machines whose states are methods.</summary>
internal static class StateMethods
{
    internal static async Coroutine Run<TEvent>(State<TEvent> first, Inbox<TEvent> inbox)
    {
        for (State<TEvent>? state = first; state is not null;)
            state = await state(inbox);
    }
}
