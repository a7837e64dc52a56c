namespace SaxToBus;

/// <summary>What runs the machine that finds the buses; each shape has it in each form (<see cref="FeedShape"/>).</summary>
internal enum Backend
{
    /// <summary>A coroutine: where the code waits is the state.</summary>
    Coroutine,

    /// <summary>An iterator that yields its waits.</summary>
    Generator,

    /// <summary>A declared statechart on CoroFsm's engine.</summary>
    Statechart,

    /// <summary>The same statechart on the library Stateless.</summary>
    Stateless,
}
