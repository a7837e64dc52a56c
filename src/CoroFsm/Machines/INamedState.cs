namespace CoroFsm;

/// <summary>Names the state in which a coroutine waits, where the name can change during the wait.</summary>
internal interface INamedState
{
    /// <summary>Gets the name; the same string as long as the state is the same.</summary>
    string StateName { get; }
}
