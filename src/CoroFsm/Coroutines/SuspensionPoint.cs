using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace CoroFsm;

/// <summary>
/// Distinguishes the waits of a machine that have the same state name. For diagnostics only: it reads by reflection what the compiler
/// stores.
/// </summary>
internal static class SuspensionPoint
{
    /// <summary>Gets the number of the await or yield at which a method is suspended.</summary>
    /// <param name="stateMachine">The state machine of an async method or an iterator.</param>
    /// <returns>The number that the compiler assigned; 0 if the program is trimmed and the name of the field is not kept.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the field, waits are distinguished by their lines.")]
    internal static int Of(object stateMachine)
    {
        var field = stateMachine.GetType().GetField("<>1__state", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return field?.GetValue(stateMachine) is int number ? number : 0;
    }

    /// <summary>Joins the numbers of all waiting methods, from <paramref name="innermost"/> to the outermost coroutine.</summary>
    /// <param name="innermost">The coroutine that waits.</param>
    /// <returns>The numbers, up to <see cref="MethodName.MaxLevels"/>; empty for null.</returns>
    internal static string PathOf(CoroutineFrame? innermost)
    {
        StringBuilder path = new();
        var levels = 0;
        for (var frame = innermost; frame is not null && levels < MethodName.MaxLevels; levels++)
        {
            path.Append(frame.SuspensionPoint).Append('/');
            frame = frame.IsAwaited ? frame.Parent : null;
        }

        return path.ToString();
    }
}
