namespace CoroFsm.Tests.Machines.Work;

/// <summary>What a random machine does, step by step, in a circle.</summary>
public enum Step
{
    /// <summary>Receives any event.</summary>
    Receive,

    /// <summary>Awaits work.</summary>
    Await,

    /// <summary>Awaits work and defers the events that arrive meanwhile.</summary>
    AwaitDeferring,

    /// <summary>Awaits work that is complete at once.</summary>
    AwaitComplete,

    /// <summary>Awaits work in a substate, which the event "q" ends.</summary>
    AwaitUntil,

    /// <summary>Awaits work in a substate with a timeout of five seconds.</summary>
    AwaitWithin,

    /// <summary>Awaits work in a substate with a timeout, inside one that the event "q" ends.</summary>
    AwaitUntilWithin,

    /// <summary>Receives any event while work runs beside the state; its end is an event.</summary>
    Invoke,

    /// <summary>Receives the event "q" while work runs beside the state.</summary>
    InvokeSelectively,
}

/// <summary>What happens to a random machine.</summary>
public enum Input
{
    /// <summary>The event "a" is sent.</summary>
    SendA,

    /// <summary>The event "q" is sent.</summary>
    SendQ,

    /// <summary>The latest work succeeds.</summary>
    Succeed,

    /// <summary>The latest work fails.</summary>
    Fail,

    /// <summary>The latest work is cancelled by itself.</summary>
    Cancel,

    /// <summary>The oldest work that has been left, and has not ended, succeeds.</summary>
    SucceedLate,

    /// <summary>The oldest work that has been left, and has not ended, fails.</summary>
    FailLate,

    /// <summary>Three seconds elapse.</summary>
    Advance,

    /// <summary>An exception is raised at the wait.</summary>
    Throw,

    /// <summary>The input ends.</summary>
    Complete,

    /// <summary>The machine is closed.</summary>
    Close,
}

/// <summary>Represents a random machine and what happens to it.</summary>
/// <param name="Steps">The steps of the machine.</param>
/// <param name="Inputs">What happens to it.</param>
/// <param name="Policy">The policy of the machine for unmatched events.</param>
public sealed record WorkProgram(Step[] Steps, Input[] Inputs, Unmatched Policy)
{
    /// <summary>The maximum number of steps of a run: work that is complete at once would let a circle run forever.</summary>
    internal const int MaxSteps = 40;

    /// <summary>The timeout of a substate, in seconds.</summary>
    internal const int Limit = 5;

    /// <inheritdoc/>
    public override string ToString() => $"{Policy}: {string.Join(' ', Steps)}\n  {string.Join(' ', Inputs)}";
}
