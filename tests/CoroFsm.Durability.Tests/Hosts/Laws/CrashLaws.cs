using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Durability.Tests.Hosts.Laws;

/// <summary>
/// A crash at any point changes nothing that can be seen: answers, state, history, messages and calls of effects, without repetitions.
/// </summary>
public sealed class CrashLaws
{
    /// <summary>The variables of the environment that raise the numbers of programs and of crash points.</summary>
    private const string ProgramsVariable = "DURABILITY_PROGRAMS", CrashesVariable = "DURABILITY_CRASHES";

    [Fact]
    public void RandomProgram_CrashAnywhere_IsTheSameAsWithout()
    {
        var (programs, crashes, runs) = (Count(ProgramsVariable, 60), Count(CrashesVariable, 8), 0);
        var cases = from program in ProgramStep.Programs
                    from inputs in ProgramInput.Inputs
                    from unmatched in Gen.Elements(Unmatched.Throw, Unmatched.Ignore, Unmatched.Defer)
                    select (program, inputs, unmatched);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var (expected, steps) = ProgramRun.Run(one.program, one.unmatched, one.inputs);
            Assert.DoesNotContain(expected, static line => line.Contains("Parked", StringComparison.Ordinal));
            for (var i = 0; i < crashes; i++)
            {
                var step = steps * i / crashes;
                var (seen, _) = ProgramRun.Run(one.program, one.unmatched, one.inputs, step);
                runs++;
                if (!expected.SequenceEqual(seen))
                {
                    throw new InvalidOperationException(
                        $"Crash before step {step} of {steps}; {one.unmatched}; inputs {string.Join(' ', one.inputs.AsEnumerable())};\n"
                        + $"program {string.Join(", ", one.program.AsEnumerable())}\n"
                        + $"- {string.Join("\n- ", expected.Except(seen))}\n+ {string.Join("\n+ ", seen.Except(expected))}");
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(programs).WithReplay(20261201, 5));
        Assert.True(runs >= programs * crashes);
    }

    private static int Count(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var count) ? count : usual;
}
