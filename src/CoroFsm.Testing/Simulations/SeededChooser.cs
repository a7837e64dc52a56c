namespace CoroFsm.Testing;

/// <summary>Chooses at random, as determined by a seed.</summary>
internal sealed class SeededChooser(ulong seed) : TurnChooser
{
    // Separate from the random numbers of the test, which may draw more of them without changing the order.
    private readonly SimulatedRandom random = new(~seed);

    private protected override int ChooseFrom(int count) => random.Next(count);
}
