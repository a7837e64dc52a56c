namespace CoroFsm.Tests.Statecharts;

/// <summary>
/// Two threads at one instance: one of them receives an exception where the overlap is detected, and the instance stays usable.
/// </summary>
public sealed class ThreadTests
{
    private static readonly TriggerWithParameter<char, int> Number = new('n');

    public enum Form
    {
        Quick,
        Guarded,
        Alternative,
        Selector,
        WithParameter,
        WithTransition,
        Observed,
        Stored,
        Checked,
    }

    public static TheoryData<Form> Forms => [.. Enum.GetValues<Form>()];

    /// <summary>These record the thread that handles a trigger: the other one is refused, and nothing else happens.</summary>
    [Theory]
    [InlineData(Form.Observed)]
    [InlineData(Form.Stored)]
    [InlineData(Form.Checked)]
    public void Fire_WhileRecordedThreadHandlesTrigger_IsRefused(Form form)
    {
        Exception?[] errors = [];
        var handled = 0;
        StatechartInstance<char, char>? instance = null;
        instance = Start(form, () => errors = FireOnAnotherThread(instance!), () => handled++);
        for (var round = 0; round < 2; round++)
        {
            instance.Fire('x');
            foreach (var error in errors)
                Assert.StartsWith(
                    "Two threads use one instance of a chart: ",
                    Assert.IsType<MachineBusyException>(error).Message,
                    StringComparison.Ordinal);
            Assert.Contains(
                "z was fired while another thread handled a trigger in state A. z was not handled.",
                errors[0]!.Message,
                StringComparison.Ordinal);
            Assert.Equal(0, handled);
        }

        Assert.False(instance.TryFire('?'));
    }

    /// <summary>The others detect it when the queue is used: the first that queues claims it.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Fire_AfterHandlingThreadHasQueued_IsRefused(Form form)
    {
        Exception?[] errors = [];
        var handled = 0;
        StatechartInstance<char, char>? instance = null;
        instance = Start(form, () =>
        {
            instance!.Fire('z');
            errors = FireOnAnotherThread(instance);
        }, () => handled++);
        Go(instance, form);
        Assert.All(errors, error => Assert.IsType<MachineBusyException>(error));
        Assert.Equal(1, handled);
        Assert.False(instance.TryFire('?'));
    }

    [Theory]
    [InlineData(Form.Quick)]
    [InlineData(Form.Guarded)]
    [InlineData(Form.Alternative)]
    [InlineData(Form.Selector)]
    [InlineData(Form.WithParameter)]
    [InlineData(Form.WithTransition)]
    public void Fire_OtherThreadHasQueued_ThrowsToHandlingThreadAndDropsQueue(Form form)
    {
        var handled = 0;
        var interferes = true;
        StatechartInstance<char, char>? instance = null;
        instance = Start(form, () =>
        {
            if (interferes)
                FireOnAnotherThread(instance!);
        }, () => handled++);
        for (var round = 1; round <= 2; round++)
        {
            interferes = true;
            instance.TryFire('b');
            var error = Assert.Throws<MachineBusyException>(() => Go(instance, form));
            Assert.Contains("another thread fired while this one handled a trigger", error.Message, StringComparison.Ordinal);
            Assert.Equal("z, ?, n", error.Data[Statechart.DroppedTriggers]);

            interferes = false;
            instance.TryFire('b');
            Go(instance, form);
            instance.Fire('z');
            Assert.Equal(round, handled);
            Assert.False(instance.TryFire('?'));
        }
    }

    [Theory]
    [InlineData(Form.Quick)]
    [InlineData(Form.Selector)]
    public void Fire_NestedAfterOtherThreadHasQueued_ThrowsToNestedCall(Form form)
    {
        Exception? inside = null;
        StatechartInstance<char, char>? instance = null;
        instance = Start(form, () =>
        {
            FireOnAnotherThread(instance!);
            inside = Record.Exception(() => instance!.Fire('z'));
        }, () => { });
        Assert.Throws<MachineBusyException>(() => Go(instance, form));
        Assert.IsType<MachineBusyException>(inside);
        Assert.False(instance.TryFire('?'));
    }

    /// <summary>Each thread continues after an exception: at the end the instance handles triggers as before.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Fire_TwoThreadsRepeatedly_InstanceStaysUsable(Form form)
    {
        const int Count = 100_000;
        int handled = 0, refused = 0;
        var instance = Start(form, () => { }, () => Interlocked.Increment(ref handled));
        await Task.WhenAll(
            Task.Run(FireMany, TestContext.Current.CancellationToken),
            Task.Run(
                FireMany, TestContext.Current.CancellationToken)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        if (form is Form.Checked)
            Assert.Equal(2 * Count, handled + refused);
        Assert.InRange(handled, 1, 2 * Count);
        handled = 0;
        for (var i = 1; i <= 10; i++)
        {
            instance.Fire('z');
            Assert.Equal(i, handled);
        }

        Assert.False(instance.TryFire('?'));
        Assert.Throws<UnhandledTriggerException>(() => instance.Fire('?'));

        void FireMany()
        {
            for (var i = 0; i < Count; i++)
            {
                try
                {
                    instance.Fire('z');
                }
                catch (MachineBusyException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }
    }

    /// <summary>If every trigger is a plain transition, the overlap is neither detected nor harmful.</summary>
    [Fact]
    public async Task Fire_TwoThreadsAndPlainTransition_InstanceStaysUsable()
    {
        var instance = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('m', 'B').Permit('b', 'C');
            chart.Configure('B').Permit('m', 'C').Permit('b', 'A');
            chart.Configure('C').Permit('m', 'A').Permit('b', 'B');
        }).Start('A');
        await Task.WhenAll(
            Task.Run(FireMany, TestContext.Current.CancellationToken),
            Task.Run(
                FireMany, TestContext.Current.CancellationToken)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Contains(instance.State, "ABC");
        Assert.True(instance.TryFire('m'));

        void FireMany()
        {
            for (var i = 0; i < 100_000; i++)
                Assert.True(instance.TryFire(i % 2 == 0 ? 'm' : 'b'));
        }
    }

    [Fact]
    public void Fire_ChecksThreadAndNested_IsQueued()
    {
        List<string> log = [];
        StatechartInstance<char, char>? instance = null;
        instance = Start(Form.Checked, () =>
        {
            instance!.Fire('z');
            log.Add("x");
        }, () => log.Add("z"));
        Go(instance, Form.Checked);
        Assert.Equal(["x", "z"], log);
    }

    /// <summary>The refused thread does not modify the queue, also the first one of an instance, which both threads would create.</summary>
    [Fact]
    public void Fire_ChecksThreadAndAnotherThreadIsRefused_NestedTriggerIsHandled()
    {
        const int Rounds = 5_000;
        StatechartInstance<int, int>? instance = null;
        int round = 0, answered = 0, handled = 0, lost = 0;
        var isOver = false;
        var chart = Statechart.Build<int, int>(chart =>
        {
            chart.ChecksThread = true;
            chart.Configure(0)
                .InternalTransition(1, () =>
                {
                    Volatile.Write(ref round, round + 1);
                    instance!.Fire(2);
                })
                .InternalTransition(2, () => handled++)
                .Ignore(3);
        });
        instance = chart.Start(0);
        Exception? unexpected = null;
        var intruder = new Thread(() =>
        {
            for (var next = 1; next <= Rounds; next++)
            {
                while (Volatile.Read(ref round) != next)        // busy: the race is a matter of nanoseconds
                {
                    if (Volatile.Read(ref isOver))
                        return;
                }

                if (Record.Exception(() => instance.Fire(3)) is { } error and not MachineBusyException)
                    unexpected = error;
                Volatile.Write(ref answered, next);
            }
        });
        intruder.Start();
        try
        {
            for (var next = 1; next <= Rounds; next++)
            {
                (instance, handled) = (chart.Start(0), 0);
                instance.Fire(1);
                lost += 1 - handled;
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref answered) == next, TimeSpan.FromMinutes(1)));
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            intruder.Join();
        }

        Assert.Null(unexpected);
        Assert.Equal(0, lost);
    }

    private static void Go(StatechartInstance<char, char> instance, Form form)
    {
        if (form is Form.WithParameter)
            instance.Fire(Number, 1);
        else
            instance.Fire('x');
    }

    private static StatechartInstance<char, char> Start(Form form, Action act, Action handle)
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.ChecksThread = form is Form.Checked;
            var a = chart.Configure('A').Permit('m', 'B').InternalTransition('z', handle);
            chart.Configure('B').Permit('b', 'A').InternalTransition('z', handle);
            if (form is not Form.WithParameter)
                a.Ignore(Number);
            switch (form)
            {
                case Form.Guarded:
                    a.InternalTransition('x', act).If(() => true);
                    break;
                case Form.Alternative:
                    a.InternalTransition('x', act).If(() => true).IgnoreIf('x', () => false);
                    break;
                case Form.Selector:
                    a.PermitDynamic('x', () =>
                    {
                        act();
                        return 'B';
                    });
                    break;
                case Form.WithParameter:
                    a.InternalTransition(Number, _ => act());
                    break;
                case Form.WithTransition:
                    a.InternalTransition('x', _ => act());
                    break;
                default:
                    a.InternalTransition('x', act);
                    break;
            }
        });
        var row = 'A';
        return form switch
        {
            Form.Observed => chart.Start('A', observer: new Silent()),
            Form.Stored => chart.Start(() => row, state => row = state),
            _ => chart.Start('A'),
        };
    }

    private static Exception?[] FireOnAnotherThread(StatechartInstance<char, char> instance)
    {
        Exception?[] errors = [];
        var thread = new Thread(() => errors =
        [
            Record.Exception(() => instance.Fire('z')),
            Record.Exception(() => instance.TryFire('?')),
            Record.Exception(() => instance.Fire(Number, 1)),
        ]);
        thread.Start();
        thread.Join();
        return errors;
    }

    private sealed class Silent : IStatechartObserver<char, char>;
}
