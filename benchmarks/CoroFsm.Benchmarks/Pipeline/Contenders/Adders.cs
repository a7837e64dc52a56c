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

    /// <summary>As machines that send to each other: the same work without the library's stages. The last one sends to the sink.</summary>
    internal static Machine<long> Chain(int length, IObserver<long> sink)
    {
        var machine = Machine.Start<long>(numbers => Deliver(numbers, sink));
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

    private static async Coroutine Deliver(Inbox<long> numbers, IObserver<long> sink)
    {
        while (true)
            sink.OnNext(await numbers.Receive() + 1);
    }
}
