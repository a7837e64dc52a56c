using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>
/// Events, ends of work, failures, cancellations, time limits and closes in any order show what a plain model says: no late result is seen,
/// and each token is cancelled exactly if its wait was left otherwise.
/// </summary>
public sealed class WorkLaws
{
    private static readonly Gen<WorkProgram> Programs =
        from steps in Gen.Elements(Enum.GetValues<Step>()).NonEmptyListOf()
        from inputs in Gen.Elements(Enum.GetValues<Input>()).ListOf()
        from policy in Gen.Elements(Enum.GetValues<Unmatched>())
        select new WorkProgram([.. steps], [.. inputs], policy);

    [Property(MaxTest = 2_000)]
    public Property Run_AnyProgram_EqualsTheModel() => Prop.ForAll(Programs.ToArbitrary(), static program =>
    {
        var (expected, actual) = (WorkModel.Of(program).ToArray(), WorkRun.Of(program).ToArray());
        return expected.SequenceEqual(actual).Label($"model:   {string.Join(", ", expected)}\nmachine: {string.Join(", ", actual)}");
    });

    [Fact]
    public void Run_ManyRandomPrograms_EqualTheModel()
    {
        const int Runs = 100_000;
        var random = new Random(18);
        var (steps, inputs) = (Enum.GetValues<Step>(), Enum.GetValues<Input>());
        for (var run = 0; run < Runs; run++)
        {
            var program = new WorkProgram(
                random.GetItems(steps, random.Next(1, 6)), random.GetItems(inputs, random.Next(0, 12)), (Unmatched)random.Next(3));
            var (expected, actual) = (WorkModel.Of(program), WorkRun.Of(program));
            if (!expected.SequenceEqual(actual))
                Assert.Fail($"Run {run}: {program}\nmodel:   {string.Join(", ", expected)}\nmachine: {string.Join(", ", actual)}");
        }
    }
}
