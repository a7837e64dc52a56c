using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>
/// Every public awaitable of the library, each in a coroutine that takes its result without awaiting it, then awaits it, then takes its
/// result again.
/// </summary>
internal static class WaitKinds
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets the awaitables of a machine. Each coroutine has received 1; then 2 arrives if it waits. The event of an awaited wait can be
    /// taken again until the next wait is created.
    /// </summary>
    internal static Dictionary<Type, Func<Inbox<int>, Coroutine<object?>>> OfMachines { get; } = new()
    {
        [typeof(ReceiveWait<>)] = static async inbox =>
        {
            var wait = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            _ = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            return result;
        },
        [typeof(SelectiveWait<>)] = static async inbox =>
        {
            var wait = inbox.Receive(static e => e == 2);
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            _ = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            return result;
        },
        [typeof(CaseWait<,>)] = static async inbox =>
        {
            var wait = inbox.Receive<int>();
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            _ = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            return result;
        },
        [typeof(NextWait<>)] = static async inbox =>
        {
            var wait = inbox.MoveNextAsync();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.True(await wait);
            _ = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            return inbox.Current;
        },
        [typeof(SelectiveNextWait<>)] = static async inbox =>
        {
            var wait = inbox.Where(static e => e == 2).MoveNextAsync();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.True(await wait);
            _ = inbox.Receive();
            Refused(() => wait.GetAwaiter().GetResult());
            return inbox.Current;
        },
        [typeof(TimedWait<>)] = static async inbox =>
        {
            var wait = inbox.Receive(Long);
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return result.Event;
        },
        [typeof(TimedWait<,>)] = static async inbox =>
        {
            var wait = inbox.Receive<int>(Long);
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return result.Event;
        },
        [typeof(SubstateWait<>)] = static async inbox =>
        {
            var wait = inbox.Until(static e => e == 3).Run(Receiving(inbox));
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.False((await wait).IsInterrupted);
            Refused(() => wait.GetAwaiter().GetResult());
            return inbox.Current;
        },
        [typeof(SubstateWait<,>)] = static async inbox =>
        {
            var wait = inbox.Until(static e => e == 3).Run(Returning(inbox));
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return result.Result;
        },
        [typeof(WorkWait<>)] = static async inbox =>
        {
            var end = new TaskCompletionSource();
            using var handler = inbox.Handle<int>(_ => end.SetResult());
            var wait = inbox.Await(_ => end.Task);
            Refused(() => wait.GetAwaiter().GetResult());
            await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return 2;
        },
        [typeof(WorkWait<,>)] = static async inbox =>
        {
            var end = new TaskCompletionSource<int>();
            using var handler = inbox.Handle<int>(end.SetResult);
            var wait = inbox.Await(_ => end.Task);
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return result;
        },
        [typeof(Coroutine)] = static async inbox =>
        {
            var wait = Receiving(inbox);
            Refused(() => wait.GetAwaiter().GetResult());
            await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return inbox.Current;
        },
        [typeof(Coroutine<>)] = static async inbox =>
        {
            var wait = Returning(inbox);
            Refused(() => wait.GetAwaiter().GetResult());
            var result = await wait;
            Refused(() => wait.GetAwaiter().GetResult());
            return result;
        },
    };

    /// <summary>
    /// Gets the awaitables of a task. Each coroutine has waited before. The end of a trap without its own value can be taken again until
    /// the next wait is created.
    /// </summary>
    internal static Dictionary<Type, Func<TaskContext, Coroutine>> OfTasks { get; } = new()
    {
        [typeof(TrapWait)] = static async task =>
        {
            var turn = task.Yield();
            Refused(() => turn.GetAwaiter().GetResult());
            await turn;
            var sleep = task.Sleep(Long);
            Refused(() => sleep.GetAwaiter().GetResult());
            Refused(() => turn.GetAwaiter().GetResult());
            await sleep;
        },
        [typeof(IdWait)] = static async task =>
        {
            var wait = task.GetId();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.Equal(task.Self, await wait);
        },
        [typeof(IdWait<>)] = static async task =>
        {
            var wait = task.Spawn(static async task => (await task.GetId()).ToString());
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Wait(await wait);
        },
        [typeof(JoinWait)] = static async task =>
        {
            var id = await task.Spawn(static task => Sleeping(task));
            var wait = task.Wait(id);
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Yield();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.Equal(TaskEnd.Completed, (await wait).End);
        },
        [typeof(JoinWait<>)] = static async task =>
        {
            var id = await task.Spawn(static async task =>
            {
                await task.Sleep(Long);
                return 7;
            });
            var wait = task.Wait(id);
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Yield();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.Equal(7, (await wait).Result);
        },
        [typeof(KillWait)] = static async task =>
        {
            var id = await task.Spawn(static task => Sleeping(task));
            var wait = task.Kill(id);
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Yield();
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.True(await wait);
        },
        [typeof(CallWait<>)] = static async task =>
        {
            var wait = task.Select([Trap.Sleep(Long)]);
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.NotNull(await wait);
        },
        [typeof(TaskWait)] = static async task =>
        {
            var end = new TaskCompletionSource();
            var wait = task.Await(end.Task);
            Refused(() => wait.GetAwaiter().GetResult());
            end.SetResult();
            await wait;
        },
        [typeof(MessageWait<>)] = static async task =>
        {
            await task.Spawn(async child => await child.Send(task.Self, 2));
            Assert.Equal(2, await task.Receive<int>());
            var wait = task.Receive<int>();
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Spawn(async child => await child.Send(task.Self, 3));
            Assert.Equal(3, await wait);
            Refused(() => wait.GetAwaiter().GetResult());
        },
        [typeof(TimedMessageWait<>)] = static async task =>
        {
            var wait = task.Receive<int>(Long);
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.False(!(await wait).TimedOut);
            Refused(() => wait.GetAwaiter().GetResult());
        },
        [typeof(SendWait)] = static async task =>
        {
            var id = await task.Spawn(static async task =>
            {
                await task.Sleep(Long);
                for (var i = 0; i <= MailboxCapacity; i++)
                    Assert.Equal(i, await task.Receive<int>());
            });
            for (var i = 0; i < MailboxCapacity; i++)
                Assert.True(task.TrySend(id, i));
            var wait = task.Send(id, MailboxCapacity);
            Refused(() => wait.GetAwaiter().GetResult());
            Assert.True(await wait);
        },
        [typeof(NetworkWait<>)] = static async task =>
        {
            using var listener = Loopback.Listen();
            var wait = listener.Accept(task);
            Refused(() => wait.GetAwaiter().GetResult());
            await task.Spawn(async child => (await Loopback.Connect(child, listener)).Dispose());
            (await wait).Dispose();
            Refused(() => wait.GetAwaiter().GetResult());
        },
    };

    private const int MailboxCapacity = 2;

    /// <summary>Gets the public awaitables, as reflection finds them.</summary>
    internal static IEnumerable<Type> Public =>
        from type in typeof(Coroutine).Assembly.GetExportedTypes()
        where type.GetMethod("GetAwaiter") is { } method && typeof(ICoroutineAwaiter).IsAssignableFrom(method.ReturnType)
        select type;

    /// <summary>Runs a coroutine as a machine that has received 1, and sends it 2.</summary>
    internal static object? RunInMachine(Func<Inbox<int>, Coroutine<object?>> coroutine)
    {
        object? result = null;
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                await inbox.Expect(1);
                result = await coroutine(inbox);
            },
            new() { TimeProvider = new SimulatedTime() });
        machine.Send(1);
        machine.Send(2);
        Assert.Equal(MachineStatus.Completed, machine.Status);
        return result;
    }

    /// <summary>Runs a coroutine as a task.</summary>
    internal static void RunInTask(Func<TaskContext, Coroutine> coroutine, bool isReal = false)
    {
        TimeProvider time = isReal ? TimeProvider.System : new SimulatedTime();
        using var scheduler = new Scheduler(new() { TimeProvider = time, MailboxCapacity = MailboxCapacity });
        var id = scheduler.Spawn(async task =>
        {
            await task.Yield();
            await coroutine(task);
        });
        scheduler.Run();
        id.GetOutcome()!.Value.ThrowIfNotCompleted();
    }

    private static void Refused(Action getResult) => Assert.Throws<InvalidOperationException>(getResult);

    private static async Coroutine Receiving(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine<object?> Returning(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine Sleeping(TaskContext task) => await task.Sleep(Long);
}
