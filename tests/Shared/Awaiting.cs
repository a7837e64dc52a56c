using CoroFsm.CompilerServices;

namespace CoroFsm.TestSupport;

/// <summary>Coroutines of a single trap.</summary>
internal static class Awaiting
{
    internal static async Coroutine AsCoroutine(this TrapWait wait) => await wait;

    internal static async Coroutine AsCoroutine<T>(this MessageWait<T> wait) => await wait;

    internal static async Coroutine AsCoroutine<T>(this CallWait<T> wait) => await wait;

    internal static async Coroutine AsCoroutine(this IdWait wait) => await wait;

    internal static async Coroutine AsCoroutine(this TaskWait wait) => await wait;
}
