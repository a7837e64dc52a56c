namespace CoroFsm.Tests.Statecharts;

/// <summary>Whatever fails in a trigger, and whatever the user's code does when it is asked for a text: the failure comes out, and the instance can be used again.</summary>
public sealed class FailureTests
{
    private static readonly Hostile idle = new("idle");
    private static readonly Hostile next = new("next");
    private static readonly Hostile fail = new("fail");
    private static readonly Hostile ok = new("ok");
    private static readonly TriggerWithParameter<Hostile, int> failWith = new(new Hostile("fail with"));

    public enum Place
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

    public static TheoryData<Place, string> Failures
    {
        get
        {
            TheoryData<Place, string> data = [];
            foreach (var place in Enum.GetValues<Place>())
            {
                foreach (var kind in Enum.GetNames<HostileException.Kind>())
                    data.Add(place, kind);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Fire_TriggersAreQueuedBehindAFailure_FailureComesOutAndTheInstanceGoesOn(Place place, string kind)
    {
        var failure = new HostileException(Enum.Parse<HostileException.Kind>(kind));
        var test = new Case(place, failure);
        for (var round = 0; round < 3; round++)
        {
            var error = test.Fail();
            switch (place)
            {
                case Place.Unhandled:
                    Assert.IsType<UnhandledTriggerException>(error);
                    break;
                case Place.Ambiguous:
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
            if (kind == nameof(HostileException.Kind.Usable) || place is Place.Unhandled or Place.Ambiguous)
                Assert.Equal(2, ((string)error!.Data[Statechart.DroppedTriggers]!).Split(" (its ToString() throws NotSupportedException)").Length - 1);
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

    /// <summary>The exception of a fault has its own type and its cure, although the states and triggers in it have no text.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void Fire_StatesAndTriggersHaveNoText_ExceptionIsTheOneOfTheFault(string fault, Type expected)
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
                state.Permit(new("fault"), idle).SubstateOf(idle).SubstateOf(next).InitialTransition(next).InitialTransition(idle).OnEntryFrom(new Hostile("from nowhere"), () => { }).Ignore(ok);
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
    public void Fire_ObserverThrowsInOnDropped_IsNotifiedOfTheRestAndTheFailureComesOut()
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

    /// <summary>An instance in which something fails behind which two triggers are queued.</summary>
    private sealed class Case : IStatechartObserver<Hostile, Hostile>
    {
        private readonly Place place;
        private readonly Exception failure;
        private Hostile stored = idle;

        internal Case(Place place, Exception failure)
        {
            this.place = place;
            this.failure = failure;
            var chart = Statechart.Build<Hostile, Hostile>(Configure);
            Instance = place switch
            {
                Place.Observer => chart.Start(idle, observer: this),
                Place.Storage => chart.Start(() => stored, Store),
                _ => chart.Start(idle),
            };
        }

        internal StatechartInstance<Hostile, Hostile> Instance { get; }

        internal int Handled { get; private set; }

        /// <summary>Fires what fails.</summary>
        /// <returns>What comes out. (An assertion of the test framework would read its message.)</returns>
        internal Exception? Fail()
        {
            try
            {
                if (place is Place.ActionWithParameter)
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
            switch (place)
            {
                case Place.Action:
                    state.InternalTransition(fail, Throw);
                    break;
                case Place.ActionWithTransition:
                    state.InternalTransition(fail, _ => Throw());
                    break;
                case Place.Guard:
                    state.PermitIf(fail, next, Check);
                    break;
                case Place.GuardOfSeveral:
                    state.PermitIf(fail, next, Check).IgnoreIf(fail, () => false);
                    break;
                case Place.Selector:
                    state.PermitDynamic(fail, Choose);
                    break;
                case Place.Exit:
                    state.Permit(fail, next);
                    state.OnExit(Throw);
                    break;
                case Place.Entry:
                    state.PermitReentry(fail).OnEntry(Throw);
                    break;
                case Place.Observer or Place.Storage:
                    state.PermitReentry(fail);
                    break;
                case Place.Unhandled:
                    state.InternalTransition(fail, () => Queue("unknown"));
                    break;
                case Place.Ambiguous:
                    state.InternalTransition(fail, () => Queue("ambiguous")).PermitIf(new("ambiguous"), next, () => true).IgnoreIf(new("ambiguous"), () => true);
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
