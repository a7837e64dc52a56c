using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CoroFsm.Pipelines;

/// <content>An <c>async</c> lambda would become an <c>async void</c> action, so an overload rejects it at compile time.</content>
public abstract partial class Stage
{
    /// <summary>Rejects a function that returns a task.</summary>
    [Obsolete(AsyncLambdas.Item, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Stage<T> Tap<T>(Func<T, Task> action, IObserver<T> next) => AsyncLambdas.Refuse<Stage<T>>(AsyncLambdas.Item);

    /// <summary>Creates a stage that calls a lambda that only throws.</summary>
    /// <remarks>Such a lambda converts to any function type. This overload has priority over the one that rejects tasks.</remarks>
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Stage<T> Tap<T>(Func<T, ValueTuple> action, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new TapStage<T>(item => _ = action(item), next);
    }
}
