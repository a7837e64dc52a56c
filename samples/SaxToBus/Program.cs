using SaxToBus;

return await CommandLine.RunAsync(args, StandardStreams.OfProcess());
