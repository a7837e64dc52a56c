using static CoroFsm.Tests.Statecharts.Phone;

namespace CoroFsm.Tests.Statecharts;

/// <summary>The main features of charts, on one machine.</summary>
public sealed class PhoneTests
{
    [Fact]
    public void Fire_ThroughSubstates_RunsEntriesAndExitsInOrder()
    {
        var phone = new Phone();
        var machine = phone.Machine;
        machine.Fire(Dial, "555");
        machine.Fire(Call.Answer);
        machine.Fire(Call.Hold);
        machine.Fire(Call.HangUp);

        Assert.Equal("dialling 555, timer on, music, silence, timer off", phone.Story);
        Assert.Equal("555", phone.Callee);
        Assert.Equal(State.OffHook, machine.State);
    }

    [Fact]
    public void Fire_SubstateToItsSuperstate_KeepsTheSuperstate()
    {
        var phone = new Phone(State.OnHold);
        phone.Machine.Fire(Call.Resume);
        Assert.Equal("silence", phone.Story);
    }

    [Fact]
    public void Fire_InstancesOfOneChart_KeepTheirDataSeparate()
    {
        var (one, other) = (new Phone(State.Connected), new Phone(State.OnHold));
        one.Machine.Fire(SetVolume, 3);
        other.Machine.Fire(SetVolume, 7);
        Assert.Equal((3, 7), (one.Volume, other.Volume));
        Assert.Equal((State.Connected, State.OnHold), (one.Machine.State, other.Machine.State));
    }

    [Fact]
    public void CanFire_GuardOnContext_FollowsContext()
    {
        var phone = new Phone(State.OnHold);
        Assert.False(phone.Machine.CanFire(Call.Hurl));
        phone.IsCheap = true;
        Assert.True(phone.Machine.CanFire(Call.Hurl));
    }

    [Fact]
    public void CanFire_GuardOnParameter_IsTrueWithoutParameter()
    {
        var machine = new Phone().Machine;
        Assert.True(machine.CanFire(Call.Dial));
        Assert.True(machine.CanFire(Dial, "1"));
        Assert.False(machine.CanFire(Dial, ""));
    }

    [Fact]
    public void GetPermittedTriggers_InSubstate_AreItsOwnThenTheSuperstates() =>
        Assert.Equal([Call.Resume, Call.HangUp, Call.Hold, Call.SetVolume], new Phone(State.OnHold).Machine.GetPermittedTriggers());

    [Fact]
    public void IsIn_Superstate_IsTrueForItsSubstates()
    {
        var machine = new Phone(State.OnHold).Machine;
        Assert.True(machine.IsIn(State.Connected));
        Assert.True(machine.IsIn(State.OnHold));
        Assert.False(machine.IsIn(State.Ringing));
    }

    [Fact]
    public void Fire_Unhandled_NamesStateTriggerAndFix()
    {
        var machine = new Phone().Machine;
        var error = Assert.Throws<UnhandledTriggerException>(() => machine.Fire(Call.Answer));
        Assert.Equal(
            "State OffHook does not handle trigger Answer. " +
            "Permit or Ignore it there or in a superstate, or set a policy with OnUnhandledTrigger.",
            error.Message);
        Assert.Equal(State.OffHook, machine.State);
    }

    [Fact]
    public void Fire_GuardIsFalse_NamesGuardAsWritten()
    {
        var error = Assert.Throws<UnhandledTriggerException>(() => new Phone(State.OnHold).Machine.Fire(Call.Hurl));
        Assert.Equal(["(Phone phone) => phone.IsCheap"], error.UnmetGuards);
        Assert.Contains("phone.IsCheap", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_WithoutItsParameter_ReportsHowToPassIt() =>
        Assert.Contains(
            "Trigger Dial carries a parameter",
            Assert.Throws<ArgumentException>(() => new Phone().Machine.Fire(Call.Dial)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Fire_ParameterOfAnotherType_NamesBothTypes()
    {
        var error = Assert.Throws<ArgumentException>(() => new Phone().Machine.Fire(new TriggerWithParameter<Call, int>(Call.Dial), 5));
        Assert.Contains("Trigger Dial carries a System.String, but was fired with a System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryFire_Unhandled_ReturnsFalseAndChangesNothing()
    {
        var machine = new Phone().Machine;
        Assert.False(machine.TryFire(Call.Answer));
        Assert.False(machine.TryFire(Dial, ""));
        Assert.True(machine.TryFire(Dial, "1"));
        Assert.Equal(State.Ringing, machine.State);
    }

    [Fact]
    public void Start_WithoutContext_NamesTheMissingContext()
    {
        var machine = Chart.Start(State.Connected);
        var error = Assert.Throws<InvalidOperationException>(() => machine.Fire(Call.HangUp));
        Assert.Contains("no context", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Phone), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnNext_FromAnObservable_Fires()
    {
        var phone = new Phone(State.Connected);
        IObserver<Call> observer = phone.Machine;
        observer.OnNext(Call.Hold);
        observer.OnCompleted();
        Assert.Equal(State.OnHold, phone.Machine.State);
        Assert.Throws<IOException>(() => observer.OnError(new IOException()));
    }
}
