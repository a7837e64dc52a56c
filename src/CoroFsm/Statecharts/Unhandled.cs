namespace CoroFsm.Statecharts;

/// <summary>Specifies what happens to a trigger that neither the state nor any of its superstates handles.</summary>
public enum Unhandled
{
    /// <summary><c>Fire</c> throws an <see cref="UnhandledTriggerException"/>; the state does not change.</summary>
    Throw,

    /// <summary>The trigger is dropped.</summary>
    Ignore,

    /// <summary>The trigger is deferred until the state changes; then it is handled before newer ones, in the order of arrival.</summary>
    Defer,
}
