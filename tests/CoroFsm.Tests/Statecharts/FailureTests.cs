namespace CoroFsm.Tests.Statecharts;

/// <summary>
/// For any failure in a trigger, and any behavior of user code that is asked for a text: the failure is thrown, and the instance stays
/// usable.
/// </summary>
public sealed class FailureTests
{
    private static readonly Hostile idle = new("idle");
    private static readonly Hostile next = new("next");
    private static readonly Hostile fail = new("fail");
    private static readonly Hostile ok = new("ok");
    private static readonly TriggerWithParameter<Hostile, int> failWith = new(new Hostile("fail with"));

    public enum Origin
    {
        Action,
        ActionWithTransition,
        ActionWithParameter,
        Guard,
        GuardOfSeveral,
        Selector,
        Exit,
        Entry,
        Observer,
        Storage,
        Unhandled,
        Ambiguous,
    }

    public static TheoryData<Origin, string> Failures
    {
        get
        {
            TheoryData<Origin, string> data = [];
            foreach (var origin in Enum.GetValues<Origin>())
            {
                foreach (var kind in Enum.GetNames<HostileException.Kind>())
                    data.Add(origin, kind);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Fire_TriggersQueuedBehindFailure_ThrowsAndInstanceContinues(Origin origin, string kind)
    {
        var failure = new HostileException(Enum.Parse<HostileException.Kind>(kind));
        var test = new Case(origin, failure);
        for (var round = 0; round < 3; round++)
        {
            var error = test.Fail();
            switch (origin)
            {
                case Origin.Unhandled:
                    Assert.IsType<UnhandledTriggerException>(error);
                    break;
                case Origin.Ambiguous:
                    Assert.IsType<AmbiguousTransitionException>(error);
                    break;
                default:
                    Assert.True(ReferenceEquals(failure, error));
                    break;
            }

            Assert.False(test.Instance.TryFire(new Hostile("no such")));
            Assert.Equal(round, test.Handled);
            test.Instance.Fire(ok);
            Assert.Equal(round + 1, test.Handled);
            if (kind == nameof(HostileException.Kind.Usable) || origin is Origin.Unhandled or Origin.Ambiguous)
                Assert.Equal(
                    2,
                    ((string)error!.Data[Statechart.DroppedTriggers]!).Split(" (its ToString() throws NotSupportedException)").Length - 1);
        }
    }

    public static TheoryData<string, Type> Messages => new()
    {
        { "unhandled", typeof(UnhandledTriggerException) },
        { "no guard holds", typeof(UnhandledTriggerException) },
        { "ambiguous", typeof(AmbiguousTransitionException) },
        { "missing parameter", typeof(ArgumentException) },
        { "other parameter", typeof(ArgumentException) },
        { "chosen elsewhere", typeof(InvalidOperationException) },
        { "unlisted", typeof(InvalidOperationException) },
        { "queue is full", typeof(BacklogFullException) },
        { "too many deferred", typeof(BacklogFullException) },
        { "stored elsewhere", typeof(InvalidOperationException) },
        { "faults", typeof(InvalidStatechartException) },
    };

    /// <summary>The exception of a fault has its own type and fix, although its states and triggers have no text.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void Fire_StatesAndTriggersHaveNoText_ThrowsExceptionOfTheFault(string fault, Type expected)
    {
        var error = Assert.Throws(expected, () => Cause(fault));
        Assert.Contains("(its ToString() throws NotSupportedException)", error.Message, StringComparison.Ordinal);
    }

    private static void Cause(string fault)
    {
        var number = new TriggerWithParameter<Hostile, int>(new Hostile("number"));
        var instance = Statechart.Build<Hostile, Hostile>(chart =>
        {
            chart.MaxQueued = chart.MaxDeferred = 1;
            if (fault == "too many deferred")
                chart.OnUnhandledTrigger(Unhandled.Defer);
            var state = chart.Configure(idle)
                .PermitIf(new("no guard holds"), next, () => false)
                .PermitIf(new("ambiguous"), next, () => true).IgnoreIf(new("ambiguous"), () => true)
                .InternalTransition(number, _ => { })
                .PermitDynamic(new("chosen elsewhere"), () => new("elsewhere"))
                .PermitDynamic(new("unlisted"), () => idle, destinations: [next])
                .InternalTransition(new("queue is full"), t =>
                {
                    t.Machine.Fire(ok);
                    t.Machine.Fire(ok);
                })
                .Ignore(ok);
            if (fault == "faults")
                state.Permit(new("fault"), idle)
                    .SubstateOf(idle)
                    .SubstateOf(next)
                    .InitialTransition(next)
                    .InitialTransition(idle)
                    .OnEntryFrom(new Hostile("from nowhere"), () => { })
                    .Ignore(ok);
        });
        var machine = fault == "stored elsewhere" ? instance.Start(() => new Hostile("elsewhere"), _ => { }) : instance.Start(idle);
        if (fault == "missing parameter")
            machine.Fire(number.Trigger);
        else if (fault == "other parameter")
            machine.Fire(new TriggerWithParameter<Hostile, string>(number.Trigger), "");
        else
            machine.Fire(new(fault));
        machine.Fire(new(fault));
    }

    [Fact]
    public void Fire_ObserverThrowsInOnDropped_IsNotifiedOfRestAndThrowsFailure()
    {
        List<char> dropped = [];
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').Ignore('y').Ignore('z').InternalTransition('x', t =>
        {
            t.Machine.Fire('y');
            t.Machine.Fire('z');
            throw new IOException();
        }));
        var error = Assert.Throws<IOException>(() => chart.Start('A', observer: new Refusing(dropped)).Fire('x'));
        Assert.Equal(['y', 'z'], dropped);
        Assert.Equal("y, z", error.Data[Statechart.DroppedTriggers]);
    }

    private sealed class Refusing(List<char> dropped) : IStatechartObserver<char, char>
    {
        public void OnDropped(IStateMachine<char, char> machine, char trigger)
        {
            dropped.Add(trigger);
            throw new NotSupportedException();
        }
    }

    /// <summary>An instance in which a trigger fails while two others are queued.</summary>
    private sealed class Case : IStatechartObserver<Hostile, Hostile>
    {
        private readonly Origin origin;
        private readonly Exception failure;
        private Hostile stored = idle;

        internal Case(Origin origin, Exception failure)
        {
            this.origin = origin;
            this.failure = failure;
            var chart = Statechart.Build<Hostile, Hostile>(Configure);
            Instance = origin switch
            {
                Origin.Observer => chart.Start(idle, observer: this),
                Origin.Storage => chart.Start(() => stored, Store),
                _ => chart.Start(idle),
            };
        }

        internal StatechartInstance<Hostile, Hostile> Instance { get; }

        internal int Handled { get; private set; }

        /// <summary>Fires the failing trigger.</summary>
        /// <returns>The exception. (An assertion of the test framework would read its message.)</returns>
        internal Exception? Fail()
        {
            try
            {
                if (origin is Origin.ActionWithParameter)
                    Instance.Fire(failWith, 1);
                else
                    Instance.Fire(fail);
                return null;
            }
            catch (Exception error)
            {
                return error;
            }
        }

        void IStatechartObserver<Hostile, Hostile>.OnTransitioned(Transition<Hostile, Hostile> transition)
        {
            if (transition.Trigger == fail)
                Throw();
        }

        private void Configure(StatechartBuilder<Hostile, Hostile> chart)
        {
            var state = chart.Configure(idle).InternalTransition(ok, () => Handled++).InternalTransition(failWith, _ => Throw());
            chart.Configure(next).InternalTransition(ok, () => Handled++).Permit(fail, idle);
            switch (origin)
            {
                case Origin.Action:
                    state.InternalTransition(fail, Throw);
                    break;
                case Origin.ActionWithTransition:
                    state.InternalTransition(fail, _ => Throw());
                    break;
                case Origin.Guard:
                    state.PermitIf(fail, next, Check);
                    break;
                case Origin.GuardOfSeveral:
                    state.PermitIf(fail, next, Check).IgnoreIf(fail, () => false);
                    break;
                case Origin.Selector:
                    state.PermitDynamic(fail, Choose);
                    break;
                case Origin.Exit:
                    state.Permit(fail, next);
                    state.OnExit(Throw);
                    break;
                case Origin.Entry:
                    state.PermitReentry(fail).OnEntry(Throw);
                    break;
                case Origin.Observer or Origin.Storage:
                    state.PermitReentry(fail);
                    break;
                case Origin.Unhandled:
                    state.InternalTransition(fail, () => Queue("unknown"));
                    break;
                case Origin.Ambiguous:
                    state.InternalTransition(fail, () => Queue("ambiguous")).PermitIf(new("ambiguous"), next, () => true).IgnoreIf(
                        new("ambiguous"), () => true);
                    break;
            }
        }

        private void Queue(string first)
        {
            Instance.Fire(new(first));
            Instance.Fire(ok);
            Instance.TryFire(ok);
        }

        private void Throw()
        {
            Instance.Fire(ok);
            Instance.TryFire(ok);
            throw failure;
        }

        private bool Check()
        {
            Throw();
            return true;
        }

        private Hostile Choose()
        {
            Throw();
            return next;
        }

        private void Store(Hostile state)
        {
            if (Instance.IsIn(idle))
                Throw();
            stored = state;
        }
    }
}
