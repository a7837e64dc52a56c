namespace SaxToBus;

/// <summary>What runs the machine that finds the buses.</summary>
internal enum Backend
{
    /// <summary>A coroutine: where the code waits is the state (<see cref="BusFeed"/>).</summary>
    Coroutine,

    /// <summary>An iterator that yields its waits (<see cref="BusGenerator"/>).</summary>
    Generator,

    /// <summary>A declared statechart on CoroFsm's engine (<see cref="BusChart"/>).</summary>
    Statechart,

    /// <summary>The same statechart on the library Stateless.</summary>
    Stateless,
}
