using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CoroFsm.Pipelines;

/// <content>An <c>async</c> lambda would become an <c>async void</c> action, so an overload refuses it when the program is compiled.</content>
public abstract partial class Stage
{
    /// <summary>Refuses a function that returns a task.</summary>
    [Obsolete(AsyncLambdas.Item, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Stage<T> Tap<T>(Func<T, Task> action, IObserver<T> next) => AsyncLambdas.Refuse<Stage<T>>(AsyncLambdas.Item);

    /// <summary>Makes a stage that calls a lambda that only throws.</summary>
    /// <remarks>Such a lambda converts to any function; this overload keeps it from the one that refuses tasks.</remarks>
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Stage<T> Tap<T>(Func<T, ValueTuple> action, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new TapStage<T>(item => _ = action(item), next);
    }
}
