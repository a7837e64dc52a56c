namespace CoroFsm.Tests.Networking;

internal static class Failures
{
    /// <summary>Returns the exception of an action; null if there is none.</summary>
    internal static async Coroutine<Exception?> Of(Func<Coroutine> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
