using Echo;

return await CommandLine.RunAsync(args, new(Console.Out, Console.Error, !Console.IsOutputRedirected));
