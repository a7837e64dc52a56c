namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Coroutines that add one.</summary>
internal static class Adders
{
    /// <summary>As a stage.</summary>
    internal static async Coroutine Emit(Inbox<long> numbers, Action<long> emit)
    {
        while (true)
            emit(await numbers.Receive() + 1);
    }

    /// <summary>As machines that send to each other: the same work without the library's stages. The last one adds to the sum.</summary>
    internal static IObserver<long> Chain(int length, Sum sum)
    {
        var machine = Machine.Start<long>(numbers => SumUp(numbers, sum));
        for (var i = 1; i < length; i++)
        {
            var next = machine;
            machine = Machine.Start<long>(numbers => Send(numbers, next));
        }

        return machine;
    }

    private static async Coroutine Send(Inbox<long> numbers, Machine<long> next)
    {
        while (true)
            next.Send(await numbers.Receive() + 1);
    }

    private static async Coroutine SumUp(Inbox<long> numbers, Sum sum)
    {
        while (true)
            sum.Value += await numbers.Receive() + 1;
    }
}
