// A text as one word of a shell's command line, so that a command in a message can be copied.
//
// Consumed by what words the commands of verdicts. Threading: pure function.
//
//   ShellWord("run.tmk");          // run.tmk
//   ShellWord("run of today.tmk")  // 'run of today.tmk'
#ifndef TIDEMARK_GATE_JUDGE_SHELL_WORD_H_
#define TIDEMARK_GATE_JUDGE_SHELL_WORD_H_

#include <string>

namespace tidemark::gate {

std::string ShellWord(const std::string& text);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_JUDGE_SHELL_WORD_H_
