namespace CoroFsm;

/// <summary>Provides the name of the state in which a coroutine waits, if the name can change during the wait.</summary>
internal interface INamedState
{
    /// <summary>Gets the name. Returns the same string as long as the state is the same.</summary>
    string StateName { get; }
}
