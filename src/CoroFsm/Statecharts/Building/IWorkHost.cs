namespace CoroFsm.Statecharts;

/// <summary>An observer of an instance that implements this interface runs the work that states invoke, in place of the instance.</summary>
internal interface IWorkHost
{
    /// <summary>Runs work, and ends it between two turns of the machine.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The name: that of the state, with the number of the work unless it is the first.</param>
    /// <param name="call">Calls the work; takes the context.</param>
    /// <param name="work">Receives the end of the work.</param>
    void Start<TResult>(string name, Func<object?, CancellationToken, Task<TResult>> call, IExternalWork<TResult> work);
}
