using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Machines;

/// <summary>Messages where two threads at a machine that is for one thread are the likely cause.</summary>
public sealed class TwoThreadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The second thread arrives when the coroutine waits already, but the first has not returned from it yet.</summary>
    [Fact]
    public void Send_SecondThreadEnters_NamesThreadsAndFix()
    {
        using var parked = new ManualResetEventSlim();
        using var back = new ManualResetEventSlim();
        using var inside = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive();
                await new SlowWait(inbox.Receive(), () =>
                {
                    parked.Set();
                    back.Wait(Token);
                });
                inside.Set();
                done.Wait(Token);
            },
            new() { Name = "door" });
        Exception? error = null;
        var first = new Thread(() => error = Record.Exception(() => machine.Send("a")));
        first.Start();
        parked.Wait(Token);
        var second = new Thread(() => Record.Exception(() => machine.Send("b")));
        second.Start();
        inside.Wait(Token);
        back.Set();
        first.Join();
        done.Set();
        second.Join();
        var message = Assert.IsType<InvalidOperationException>(error).Message;
        Assert.StartsWith("Machine door ", message);
        Assert.Contains("Two threads have used it at once", message);
        Assert.Contains("MachineOptions.Synchronized", message);
        Assert.Contains("ChecksThread", message);
    }

    [Fact]
    public void Receive_WhileOtherCoroutineWaits_NamesThreadsUnlessChecked()
    {
        Assert.Contains("MachineOptions.Synchronized", MessageWith(new()));
        Assert.DoesNotContain("Synchronized", MessageWith(new() { Synchronized = true }));
        Assert.DoesNotContain("Synchronized", MessageWith(new() { ChecksThread = true }));

        static string MessageWith(MachineOptions options)
        {
            var message = "";
            Record.Exception(() => Machine.Start<string>(
                async inbox =>
                {
                    var forgotten = Waiting(inbox);
                    message = Assert.Throws<InvalidOperationException>(() => inbox.Receive()).Message;
                    await forgotten;
                },
                options));
            Assert.Contains("two coroutines wait", message);
            return message;
        }

        static async Coroutine Waiting(Inbox<string> inbox) => await inbox.Receive();
    }

    [Fact]
    public void Start_AwaitsOtherMachinesInbox_NamesThreadsUnlessChecked()
    {
        Assert.Contains("MachineOptions.Synchronized", MessageWith(new()));
        Assert.DoesNotContain("Synchronized", MessageWith(new() { Synchronized = true }));

        static string MessageWith(MachineOptions options)
        {
            var message = "";
            Record.Exception(() => Machine.Start<string>(
                async foreign =>
                {
                    var error = Assert.Throws<InvalidOperationException>(() => Machine.Start<int>(async _ => await foreign.Receive()));
                    message = error.Message;
                    await Coroutine.Completed;
                },
                options));
            Assert.Contains("something other than its own inbox", message);
            return message;
        }
    }

    private readonly struct SlowWait(ReceiveWait<string> wait, Action parked) : ICoroutineAwaiter
    {
        public bool IsCompleted => wait.IsCompleted;

        public SlowWait GetAwaiter() => this;

        public string GetResult() => wait.GetResult();

        public void Park(CoroutineFrame frame)
        {
            wait.Park(frame);
            parked();
        }
    }
}
