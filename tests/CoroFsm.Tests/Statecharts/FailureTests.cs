namespace CoroFsm.Tests.Statecharts;

/// <summary>
/// For any failure in a trigger, and any behavior of user code that is asked for a text: the failure is thrown, and the instance stays
/// usable.
/// </summary>
public sealed class FailureTests
{
    private static readonly Hostile Idle = new("idle");
    private static readonly Hostile Next = new("next");
    private static readonly Hostile Failing = new("fail");
    private static readonly Hostile Ok = new("ok");
    private static readonly TriggerWithParameter<Hostile, int> FailWith = new(new Hostile("fail with"));

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
            test.Instance.Fire(Ok);
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
            var state = chart.Configure(Idle)
                .PermitIf(new("no guard holds"), Next, () => false)
                .PermitIf(new("ambiguous"), Next, () => true).IgnoreIf(new("ambiguous"), () => true)
                .InternalTransition(number, _ => { })
                .PermitDynamic(new("chosen elsewhere"), () => new("elsewhere"))
                .PermitDynamic(new("unlisted"), () => Idle, destinations: [Next])
                .InternalTransition(new("queue is full"), t =>
                {
                    t.Machine.Fire(Ok);
                    t.Machine.Fire(Ok);
                })
                .Ignore(Ok);
            if (fault == "faults")
                state.Permit(new("fault"), Idle)
                    .SubstateOf(Idle)
                    .SubstateOf(Next)
                    .InitialTransition(Next)
                    .InitialTransition(Idle)
                    .OnEntryFrom(new Hostile("from nowhere"), () => { })
                    .Ignore(Ok);
        });
        var machine = fault == "stored elsewhere" ? instance.Start(() => new Hostile("elsewhere"), _ => { }) : instance.Start(Idle);
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
        private Hostile stored = Idle;

        internal Case(Origin origin, Exception failure)
        {
            this.origin = origin;
            this.failure = failure;
            var chart = Statechart.Build<Hostile, Hostile>(Configure);
            Instance = origin switch
            {
                Origin.Observer => chart.Start(Idle, observer: this),
                Origin.Storage => chart.Start(() => stored, Store),
                _ => chart.Start(Idle),
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
                    Instance.Fire(FailWith, 1);
                else
                    Instance.Fire(Failing);
                return null;
            }
            catch (Exception error)
            {
                return error;
            }
        }

        void IStatechartObserver<Hostile, Hostile>.OnTransitioned(Transition<Hostile, Hostile> transition)
        {
            if (transition.Trigger == Failing)
                Throw();
        }

        private void Configure(StatechartBuilder<Hostile, Hostile> chart)
        {
            var state = chart.Configure(Idle).InternalTransition(Ok, () => Handled++).InternalTransition(FailWith, _ => Throw());
            chart.Configure(Next).InternalTransition(Ok, () => Handled++).Permit(Failing, Idle);
            switch (origin)
            {
                case Origin.Action:
                    state.InternalTransition(Failing, Throw);
                    break;
                case Origin.ActionWithTransition:
                    state.InternalTransition(Failing, _ => Throw());
                    break;
                case Origin.Guard:
                    state.PermitIf(Failing, Next, Check);
                    break;
                case Origin.GuardOfSeveral:
                    state.PermitIf(Failing, Next, Check).IgnoreIf(Failing, () => false);
                    break;
                case Origin.Selector:
                    state.PermitDynamic(Failing, Choose);
                    break;
                case Origin.Exit:
                    state.Permit(Failing, Next);
                    state.OnExit(Throw);
                    break;
                case Origin.Entry:
                    state.PermitReentry(Failing).OnEntry(Throw);
                    break;
                case Origin.Observer or Origin.Storage:
                    state.PermitReentry(Failing);
                    break;
                case Origin.Unhandled:
                    state.InternalTransition(Failing, () => Queue("unknown"));
                    break;
                case Origin.Ambiguous:
                    state.InternalTransition(Failing, () => Queue("ambiguous")).PermitIf(new("ambiguous"), Next, () => true).IgnoreIf(
                        new("ambiguous"), () => true);
                    break;
            }
        }

        private void Queue(string first)
        {
            Instance.Fire(new(first));
            Instance.Fire(Ok);
            Instance.TryFire(Ok);
        }

        private void Throw()
        {
            Instance.Fire(Ok);
            Instance.TryFire(Ok);
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
            return Next;
        }

        private void Store(Hostile state)
        {
            if (Instance.IsIn(Idle))
                Throw();
            stored = state;
        }
    }
}
