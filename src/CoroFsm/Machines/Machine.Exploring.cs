namespace CoroFsm;

/// <content>The work of an explored machine.</content>
public abstract partial class Machine
{
    /// <summary>
    /// Ends the first of the explored work that an outcome fits, awaited work first. The machine has continued when this returns.
    /// </summary>
    /// <param name="end">Ends the work of a name, if it fits.</param>
    /// <returns>False if it fits none.</returns>
    internal abstract bool TryEndWork(Func<string, IExploredEnd, bool> end);

    /// <summary>Gets the names of the explored work beside the state that has not ended.</summary>
    internal abstract IEnumerable<string> InvokedNames { get; }
}
