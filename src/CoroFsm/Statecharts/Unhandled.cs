namespace CoroFsm.Statecharts;

/// <summary>What becomes of a trigger that neither the state nor any of its superstates handles.</summary>
public enum Unhandled
{
    /// <summary>Whoever fired it gets an <see cref="UnhandledTriggerException"/>; the state stays as it is.</summary>
    Throw,

    /// <summary>It is forgotten.</summary>
    Ignore,

    /// <summary>It is put aside until the state changes; then it comes back before newer ones, in the order of arrival.</summary>
    Defer,
}
