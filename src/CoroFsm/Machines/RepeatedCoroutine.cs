namespace CoroFsm;

/// <summary>Runs a coroutine again while it asks for that. Like every coroutine of this library, it is no state of its user.</summary>
internal static class RepeatedCoroutine
{
    /// <summary>Runs a coroutine, and runs it again while a function says so after its end.</summary>
    internal static async Coroutine Run(Func<Coroutine> coroutine, Func<bool> isRepeated)
    {
        do
        {
            await coroutine();
        }
        while (isRepeated());
    }
}
