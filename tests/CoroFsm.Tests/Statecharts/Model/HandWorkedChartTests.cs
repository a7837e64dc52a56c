using static CoroFsm.Tests.Statecharts.Model.ModelBuilder;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Charts whose runs were worked out by hand from the text of the specification.</summary>
public abstract class HandWorkedChartTests
{
    /// <summary>Section 3.4: the regions of a parallel state are entered in document order and left in reverse.</summary>
    private static readonly ChartDescription TwoRegions = new(
        [
            Parallel("P"),
            State("A", "P", "a1"), State("a1", "A"), State("a2", "A"), Final("a3", "A"),
            State("B", "P", "b1"), State("b1", "B"), State("b2", "B"), Final("b3", "B"),
            State("Q"),
        ],
        [
            On("both", "a1", "a2"), On("both", "b1", "b2"),
            On("out", "P", "Q"), On("back", "Q", "P"), On("into", "Q", "b2"), On("fork", "Q", "b2", "a2"),
            On("end", "a1", "a3"), On("end2", "b1", "b3"), Completed("P", "Q"),
        ]);

    [Fact]
    public void Enter_ParallelState_EntersEachRegion() =>
        Assert.Equal("enter P, enter A, initial A, enter a1, enter B, initial B, enter b1", Run(TwoRegions, ""));

    [Fact]
    public void Fire_TriggerOfTwoRegions_EachTakesItsTransition() =>
        Assert.Equal("> both, exit b1, exit a1, do 0, do 1, enter a2, enter b2", Run(TwoRegions, "both"));

    [Fact]
    public void Fire_TransitionOfParallelState_ExitsInReverseDocumentOrder() =>
        Assert.Equal("> out, exit b1, exit B, exit a1, exit A, exit P, do 2, enter Q", Run(TwoRegions, "out"));

    [Fact]
    public void Fire_TargetInsideOneRegion_OtherRegionIsEnteredByDefault() =>
        Assert.Equal("> into, exit Q, do 4, enter P, enter A, initial A, enter a1, enter B, enter b2", Run(TwoRegions, "out into"));

    [Fact]
    public void Fire_TwoTargets_NeitherRegionIsEnteredByDefault() =>
        Assert.Equal("> fork, exit Q, do 5, enter P, enter A, enter a2, enter B, enter b2", Run(TwoRegions, "out fork"));

    [Fact]
    public void Fire_AllRegionsFinal_ParallelStateIsCompleted()
    {
        Assert.Equal("> end, exit a1, do 6, enter a3, completed A", Run(TwoRegions, "end"));
        Assert.Equal(
            "> end2, exit b1, do 7, enter b3, completed B, completed P, exit b3, exit B, exit a3, exit A, exit P, do 8, enter Q",
            Run(TwoRegions, "end end2"));
    }

    /// <summary>Section 3.13: of two transitions that leave the same state, the inner one is taken, or else the first.</summary>
    [Theory]
    [InlineData("inner", "> inner, exit b1, exit B, exit a1, exit A, exit P, do 0, enter Q")]
    [InlineData("first", "> first, exit a1, do 2, enter a2")]
    [InlineData("other", "> other, exit b1, exit B, exit a1, exit A, exit P, do 5, enter Q")]
    public void Fire_ConflictingTransitions_OneIsPreempted(string trigger, string expected)
    {
        var chart = new ChartDescription(
            [Parallel("P"), State("A", "P", "a1"), State("a1", "A"), State("a2", "A"), State("B", "P", "b1"), State("b1", "B"), State("Q")],
            [
                On("inner", "a1", "Q"), On("inner", "P", "b1"),
                On("first", "a1", "a2"), On("first", "b1", "Q"),
                On("other", "b1", "b1"), On("other", "a1", "Q"),
            ]);
        Assert.Equal(expected, Run(chart, trigger));
    }

    /// <summary>Section 3.10: shallow history restores the child, deep history the leaves.</summary>
    private static readonly ChartDescription Histories = new(
        [
            State("A", null, "B"), Shallow("H", "A", "B"), Deep("D", "A", "c2"),
            State("B", "A", "b1"), State("b1", "B"), State("b2", "B"),
            State("C", "A", "c1"), State("c1", "C"), State("c2", "C"),
            State("Q"),
        ],
        [
            On("b2", "A", "b2"), On("c2", "A", "c2"), On("out", "A", "Q"),
            On("shallow", "Q", "H"), On("deep", "Q", "D"), On("again", "A", "D"),
        ]);

    [Fact]
    public void Fire_ShallowHistory_EntersInitialSubstateOfLastChild() =>
        Assert.Equal("> shallow, exit Q, do 3, enter A, enter C, initial C, enter c1", Run(Histories, "c2 out shallow"));

    [Fact]
    public void Fire_DeepHistory_EntersLastLeaf() =>
        Assert.Equal("> deep, exit Q, do 4, enter A, enter C, enter c2", Run(Histories, "c2 out deep"));

    [Fact]
    public void Fire_HistoryOfStateThatWasNeverLeft_TakesDefaultWithItsAction()
    {
        var fromOutside = Histories with { Start = "Q" };
        Assert.Equal("> deep, exit Q, do 4, enter A, history D, enter C, enter c2", Run(fromOutside, "deep"));
        Assert.Equal("> shallow, exit Q, do 3, enter A, history H, enter B, initial B, enter b1", Run(fromOutside, "shallow"));
    }

    /// <summary>Section 3.13: an external transition leaves its source also if the target is inside.</summary>
    [Theory]
    [InlineData(false, "> go, exit b1, do 0, enter b2")]
    [InlineData(true, "> go, exit b1, exit A, do 0, enter A, enter b2")]
    public void Fire_TargetInsideSource_ExitsSourceOnlyIfExternal(bool external, string expected)
    {
        var chart = new ChartDescription(
            [State("A", null, "b1"), State("b1", "A"), State("b2", "A")],
            [On("go", "A", "b2") with { Reenter = external }]);
        Assert.Equal(expected, Run(chart, "go"));
    }

    /// <summary>Section 3.13: an internal transition whose source is not compound is external.</summary>
    [Fact]
    public void Fire_LocalTransitionOfParallelState_ReentersAllRegions()
    {
        var chart = TwoRegions with { Transitions = [On("go", "P", "a2")] };
        Assert.Equal(
            "> go, exit b1, exit B, exit a1, exit A, exit P, do 0, enter P, enter A, enter a2, enter B, initial B, enter b1",
            Run(chart, "go"));
    }

    /// <summary>Section 3.13: eventless transitions come first, then internal events, then the next external one.</summary>
    [Fact]
    public void Fire_EventlessAndRaisedTriggers_AreHandledBeforeExternalOnes()
    {
        var chart = new ChartDescription(
            [State("A"), State("B"), State("C"), State("D"), State("E")],
            [
                On("go", "A", "B") with { Actions = [new(ActionKind.Fire, "fired"), Raise("raised"), Set(1)] },
                Always("B", "C") with { Guard = Is(1) },
                On("raised", "C", "D"), On("fired", "D", "E"), On("fired", "B", "A"), On("raised", "B", "A"),
            ]);
        Assert.Equal(
            "> go, exit A, do 0, enter B, exit B, do 1, enter C, > raised, exit C, do 2, enter D, > fired, exit D, do 3, enter E",
            Run(chart, "go"));
    }

    [Fact]
    public void Advance_TimerOfStateThatWasLeft_IsNeverSeen()
    {
        var chart = new ChartDescription(
            [State("A"), State("B"), State("C")],
            [After(5, "A", "C"), After(9, "B", "C"), On("go", "A", "B"), On("stay", "B", "B")]);
        Assert.Equal("A", StatesAfter(chart, "4"));
        Assert.Equal("C", StatesAfter(chart, "5"));
        Assert.Equal("B", StatesAfter(chart, "4 go 8"));
        Assert.Equal("B", StatesAfter(chart, "4 go 8 stay 8"));
        Assert.Equal("C", StatesAfter(chart, "4 go 8 stay 9"));
    }

    [Fact]
    public void Fire_KindOfTrigger_TakesFirstDeclaredOfState()
    {
        var chart = new ChartDescription(
            [State("A"), State("B"), State("C")],
            [On("error", "A", "B"), On("error.io", "A", "C"), On("error.io", "B", "C"), On("*", "C", "A")])
        {
            Generalizations = [new("error.io", "error"), new("error", "*")],
        };
        Assert.Equal("B", StatesAfter(chart, "error.io"));
        Assert.Equal("B", StatesAfter(chart, "error error"));
        Assert.Equal("A", StatesAfter(chart, "error error.io error.io"));
    }

    [Fact]
    public void Fire_EndlessCycleOfUntriggeredTransitions_IsAnError()
    {
        var chart = new ChartDescription(
            [State("A"), State("B"), State("C")], [On("go", "A", "B"), Always("B", "C") with { Guard = Is(0) }, Always("C", "B")]);
        Assert.EndsWith("!endless", ModelRun.Execute(CaseOf(chart, "go"), Start)[^1], StringComparison.Ordinal);
    }

    /// <summary>Raised triggers count: they keep the machine from ever taking the next trigger, too.</summary>
    [Fact]
    public void Fire_TriggerThatRaisesItself_IsAnError()
    {
        var chart = new ChartDescription(
            [State("A")], [On("go", "A") with { Actions = [.. Enumerable.Repeat(Raise("go"), 2)] }]);
        Assert.EndsWith("!endless", ModelRun.Execute(CaseOf(chart, "go"), Start, budget: int.MaxValue)[^1], StringComparison.Ordinal);
    }

    /// <summary>A completion counts only while the state is completed, not if an earlier trigger has entered the state again.</summary>
    [Fact]
    public void Fire_StateReenteredBeforeItsCompletionIsHandled_CompletionIsDropped()
    {
        var chart = new ChartDescription(
            [State("A", null, "a1"), State("a1", "A"), Final("a2", "A") with { Entry = [Raise("again")] }, State("B")],
            [On("end", "a1", "a2"), On("again", "A", "A"), Completed("A", "B")]);
        Assert.Equal(
            "> end, exit a1, do 0, enter a2, completed A, > again, exit a2, exit A, do 1, enter A, initial A, enter a1",
            Run(chart, "end"));
    }

    [Fact]
    public void Fire_ReentryWithTargetInOtherRegion_EntersBoth()
    {
        var chart = TwoRegions with { Transitions = [On("go", "a1", "a1", "b2")] };
        Assert.Equal(
            "> go, exit b1, exit B, exit a1, exit A, exit P, do 0, enter P, enter A, enter a1, enter B, enter b2", Run(chart, "go"));
    }

    [Fact]
    public void Fire_HistoryWithoutDefault_FirstTimeTakesInitialTransitionWithItsAction()
    {
        var chart = new ChartDescription(
            [State("Q"), State("A", null, "a2"), State("a1", "A"), State("a2", "A"), Shallow("H", "A")], [On("go", "Q", "H")]);
        Assert.Equal("> go, exit Q, do 0, enter A, initial A, enter a2", Run(chart, "go"));
    }

    /// <summary>The history remembers what the transition itself leaves.</summary>
    [Fact]
    public void Fire_ExternalTransitionToOwnHistory_ComesBack()
    {
        var chart = Histories with { Transitions = [On("c2", "A", "c2"), On("again", "A", "D") with { Reenter = true }] };
        Assert.Equal("> again, exit c2, exit C, exit A, do 1, enter A, enter C, enter c2", Run(chart, "c2 again"));
    }

    /// <summary>States that contain the source, and stay active, are not entered once more.</summary>
    [Fact]
    public void Fire_HistoryAroundSource_EntersOnlyWhatWasLeft()
    {
        var chart = new ChartDescription(
            [State("A", null, "B"), Deep("D", "A", "b1"), State("B", "A", "b1"), State("b1", "B"), State("b2", "B")],
            [On("go", "b1", "D")]);
        Assert.Equal("> go, exit b1, do 0, enter b1", Run(chart, "go"));
    }

    [Fact]
    public void Fire_InnerParallelStateCompletesLast_OuterOneIsCompleted()
    {
        var chart = new ChartDescription(
            [
                Parallel("P"), State("A", "P", "a1"), Final("a1", "A"),
                Parallel("Q", "P"), State("B", "Q", "b1"), State("b1", "B"), Final("b2", "B"),
                State("R"),
            ],
            [On("end", "b1", "b2"), Completed("P", "R")]);
        Assert.Equal(
            "> end, exit b1, do 0, enter b2, completed B, completed Q, completed P, "
            + "exit b2, exit B, exit Q, exit a1, exit A, exit P, do 1, enter R",
            Run(chart, "end"));
    }

    [Fact]
    public void Advance_TimersDueAtTheSameTime_ComeInTheOrderInWhichTheyWereStarted()
    {
        var chart = new ChartDescription(
            [
                Parallel("P"),
                State("A", "P", "a1"), State("a1", "A"), State("a2", "A"),
                State("B", "P", "b1"), State("b1", "B"), State("b2", "B"),
            ],
            [After(5, "a1", "a2"), After(5, "b1", "b2"), On("again", "a1", "a1")]);
        Assert.Equal("exit a1, do 0, enter a2, exit b1, do 1, enter b2", Run(chart, "5"));
        Assert.Equal("exit b1, do 1, enter b2, exit a1, do 0, enter a2", Run(chart, "again 5"));
    }

    [Fact]
    public void Exit_ActionsThatRaiseAndFire_WhatIsRaisedIsDropped()
    {
        var chart = new ChartDescription(
            [State("A", null, "a1") with { Exit = [new(ActionKind.Fire, "fired")] }, State("a1", "A") with { Exit = [Raise("raised")] }],
            [On("fired", "A", "a1"), On("raised", "A", "a1")]);
        var log = ModelRun.Execute(new(chart, [new(StepKind.Exit)]), Start)[^1];
        Assert.Equal("machine.Exit();: exit a1, exit A, > fired, unhandled fired => ;", log);
    }

    /// <summary>Starts a chart.</summary>
    /// <returns>The chart, and how it is entered.</returns>
    private protected abstract StartedChart Start(ChartDescription chart, World world);

    private string Run(ChartDescription chart, string steps)
    {
        var last = ModelRun.Execute(CaseOf(chart, steps), Start)[^1];
        return last[(last.IndexOf(": ", StringComparison.Ordinal) + 2)..last.IndexOf(" => ", StringComparison.Ordinal)];
    }

    private string StatesAfter(ChartDescription chart, string steps) =>
        ModelRun.Execute(CaseOf(chart, steps), Start)[^1].Split(" => ")[1].Split(';')[0];
}
